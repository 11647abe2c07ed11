import { type AscNode, KIND, mapChildren } from "./syntax.ts";

/** A name that a function declares, and what a walk knows of it. */
export interface Local<Fact> {
  readonly fact: Fact | undefined;
  /** How many closures lie around its declaration. */
  readonly depth: number;
}

/**
 * A walk through a function that knows, at each node, which names are the function's own: a name counts from its
 * declaration to the end of its block, as in asc.
 */
export abstract class ScopedWalk<Fact> {
  readonly #scopes: Map<string, Local<Fact>>[] = [new Map()];
  #depth = 0;

  /** What becomes of a node, with its children. What is of no interest goes to `descend`. */
  protected abstract visit(node: AscNode): AscNode;

  /** Where the walk stands: how many closures are around. */
  protected get depth(): number {
    return this.#depth;
  }

  protected declare(name: AscNode, fact?: Fact): void {
    this.#scopes.at(-1)!.set(name.text, { fact, depth: this.#depth });
  }

  /** The local of that name; `undefined` where the name is not the function's own. */
  protected local(name: string): Local<Fact> | undefined {
    return this.#scopes.findLast((scope) => scope.has(name))?.get(name);
  }

  /** Visits the children of a node, each with the names that it sees. */
  protected descend(node: AscNode): AscNode {
    switch (node.kind) {
      case KIND.block:
      case KIND.for:
      case KIND.forOf:
      case KIND.switchCase:
        return this.#scoped(() => mapChildren(node, (child) => this.visit(child)));
      case KIND.try:
        return this.#try(node);
      case KIND.function:
        return this.#closure(node, node.declaration);
      case KIND.functionDeclaration:
        this.declare(node.name);
        return this.#closure(node, node);
      case KIND.variableDeclaration:
        if (node.initializer) node.initializer = this.visit(node.initializer);
        this.declare(node.name);
        return node;
      default:
        return mapChildren(node, (child) => this.visit(child));
    }
  }

  #scoped(walk: () => AscNode): AscNode {
    this.#scopes.push(new Map());
    const result = walk();
    this.#scopes.pop();
    return result;
  }

  #closure(node: AscNode, declaration: AscNode): AscNode {
    this.#depth++;
    this.#scoped(() => {
      for (const parameter of declaration.signature.parameters) {
        if (parameter.initializer) parameter.initializer = this.visit(parameter.initializer);
        this.declare(parameter.name);
      }
      if (declaration.body) declaration.body = this.visit(declaration.body);
    });
    this.#depth--;
    return node;
  }

  #try(node: AscNode): AscNode {
    for (const key of ["bodyStatements", "catchStatements", "finallyStatements"]) {
      if (!node[key]) continue;
      this.#scoped(() => {
        if (key === "catchStatements" && node.catchVariable) this.declare(node.catchVariable);
        node[key] = node[key].map((statement: AscNode) => this.visit(statement));
      });
    }
    return node;
  }
}
