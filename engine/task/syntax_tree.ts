import {
  type AnyNode,
  type Node,
  parse,
  type Pattern,
  type Program,
  type Statement,
} from "./generated/acorn.js";

export type { AnyNode, Pattern, Program, Statement };

/** Parses strict module code. Throws `SyntaxError` with `loc` where it is none. */
export function parseModule(source: string): Program {
  return parse(source, {
    ecmaVersion: "latest",
    sourceType: "module",
    locations: true,
    // Met in the text of a method or of a function inside a class; the walk names them better than a syntax error.
    allowSuperOutsideMethod: true,
    checkPrivateFields: false,
  });
}

/** The nodes directly below a node, in the order of the text. */
export function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) { for (const item of value) if (isNode(item)) yield item; }
    else if (isNode(value)) yield value;
  }
}

/** The names that a binding pattern declares: a parameter, the left side of a declaration, what `catch` catches. */
export function* namesIn(pattern: Pattern): Generator<string> {
  switch (pattern.type) {
    case "Identifier":
      yield pattern.name;
      break;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        yield* namesIn(property.type === "RestElement" ? property.argument : property.value);
      }
      break;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element) yield* namesIn(element);
      break;
    case "AssignmentPattern":
      yield* namesIn(pattern.left);
      break;
    case "RestElement":
      yield* namesIn(pattern.argument);
      break;
  }
}

/** The names that a list of statements declares for its own block: `let`, `const`, `using`, functions and classes. */
export function* blockNames(statements: readonly AnyNode[]): Generator<string> {
  for (const statement of statements) {
    if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration") {
      if (statement.id) yield statement.id.name;
    } else if (statement.type === "VariableDeclaration" && statement.kind !== "var") {
      for (const { id } of statement.declarations) yield* namesIn(id);
    }
  }
}

/** The names that `var` declares anywhere in a function's body, nested functions left out. */
export function* varNames(node: AnyNode): Generator<string> {
  if (isFunctionOrClass(node)) return;
  if (node.type === "VariableDeclaration" && node.kind === "var") {
    for (const { id } of node.declarations) yield* namesIn(id);
  }
  for (const child of childrenOf(node)) yield* varNames(child);
}

export function isFunctionOrClass(node: AnyNode): boolean {
  return /^(Arrow)?Function|^Class(Decl|Expr)/.test(node.type);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}
