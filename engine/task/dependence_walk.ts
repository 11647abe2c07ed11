import type { AnonymousFunctionDeclaration, Class, Function as FunctionNode } from "./generated/acorn.js";
import { GLOBAL_NAMES } from "./global_names.ts";
import { type AnyNode, blockNames, childrenOf, namesIn, type Pattern, varNames } from "./syntax_tree.ts";

/** Something that a function needs from the place where it was written. */
export interface Dependence {
  /** Says it after the function's name: `it captures "factor" (line 2 of its source)`. */
  readonly reason: string;
  /** Whether the function has it again where its whole module is imported. */
  readonly inModule: boolean;
}

/** What the code around a node provides. */
interface Surroundings {
  readonly names: Scope;
  /** The `#names` of the classes around it. */
  readonly privates: Scope;
  /** Whether `this` is that of a function or class inside the text. */
  readonly hasThis: boolean;
  /** Whether `super` is that of a method inside the text. */
  readonly hasSuper: boolean;
}

/**
 * All that a function's or a class's tree needs from outside itself, in the order of the text: the free variables that are not
 * true globals, and `this`, `super`, `#x`, `eval`, `import.meta` and imports that depend on where the text stands.
 * `known` are names that are provided although they are free.
 */
export function dependencesOf(root: AnyNode, known: readonly string[] = []): Dependence[] {
  const names = new Scope();
  for (const name of known) names.declare(name);
  const walk = new DependenceWalk();
  walk.visit(root, { names, privates: new Scope(), hasThis: false, hasSuper: false });
  return walk.found;
}

class DependenceWalk {
  readonly found: Dependence[] = [];
  /** The function that the walk began at: unlike those inside it, its `this` comes with the call. */
  #root: AnyNode | undefined;

  visit(node: AnyNode, around: Surroundings): void {
    this.#root ??= node;
    switch (node.type) {
      case "Identifier":
        return this.#read(node.name, node, around);
      case "ThisExpression":
        if (!around.hasThis) this.#add(`it uses "this"`, node, false);
        return;
      case "Super":
        if (!around.hasSuper) this.#add(`it uses "super"`, node, false);
        return;
      case "PrivateIdentifier":
        if (!around.privates.has(node.name)) {
          this.#add(`it uses "#${node.name}" of the class around it`, node, false);
        }
        return;
      case "MetaProperty":
        if (node.meta.name === "import") this.#add(`it uses "import.meta"`, node, true);
        return;
      case "ImportExpression":
        if (!isAbsolute(node.source)) {
          this.#add("it imports a module by something other than an absolute URL in quotes", node, true);
        }
        return this.#visitChildren(node, around);
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.#visitFunction(node, around, false);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#visitClass(node, around);
      case "BlockStatement":
        return this.#visitChildren(node, within(around, blockNames(node.body)));
      case "ForStatement":
        return this.#visitChildren(node, within(around, node.init ? blockNames([node.init]) : []));
      case "ForInStatement":
      case "ForOfStatement": {
        const inner = within(around, blockNames([node.left]));
        if (node.left.type === "VariableDeclaration") this.visit(node.left, inner);
        else this.#write(node.left, inner);
        this.visit(node.right, inner);
        return this.visit(node.body, inner);
      }
      case "SwitchStatement": {
        this.visit(node.discriminant, around);
        const inner = within(around, blockNames(node.cases.flatMap((one) => one.consequent)));
        for (const one of node.cases) this.visit(one, inner);
        return;
      }
      case "CatchClause": {
        const inner = within(around, node.param ? namesIn(node.param) : []);
        if (node.param) this.#bind(node.param, inner);
        return this.visit(node.body, inner);
      }
      case "VariableDeclarator":
        this.#bind(node.id, around);
        if (node.init) this.visit(node.init, around);
        return;
      case "AssignmentExpression":
        this.#write(node.left, around);
        return this.visit(node.right, around);
      case "UpdateExpression":
        return this.#write(node.argument, around);
      case "MemberExpression":
        this.visit(node.object, around);
        if (node.computed || node.property.type === "PrivateIdentifier") this.visit(node.property, around);
        return;
      case "Property":
        if (node.computed) this.visit(node.key, around);
        if (node.method || node.kind !== "init") {
          return this.#visitFunction(node.value as FunctionNode, around, true);
        }
        return this.visit(node.value, around);
      case "LabeledStatement":
        return this.visit(node.body, around);
      case "BreakStatement":
      case "ContinueStatement":
        return;
      default:
        return this.#visitChildren(node, around);
    }
  }

  #visitChildren(node: AnyNode, around: Surroundings): void {
    for (const child of childrenOf(node)) this.visit(child, around);
  }

  #visitFunction(
    node: FunctionNode | AnonymousFunctionDeclaration,
    around: Surroundings,
    isMethod: boolean,
  ): void {
    const isArrow = node.type as string === "ArrowFunctionExpression";
    const outer = node.type === "FunctionExpression" && node.id ? within(around, [node.id.name]) : around;
    const params = within(outer, node.params.flatMap((param) => [...namesIn(param)]));
    if (!isArrow) params.names.declare("arguments");
    const inner: Surroundings = isArrow
      ? params
      : { ...params, hasThis: (node as AnyNode) !== this.#root, hasSuper: isMethod };
    for (const param of node.params) this.#bind(param, inner);
    if (node.body.type !== "BlockStatement") return this.visit(node.body, inner);
    // A default value does not see what the body declares, so the body has a scope of its own.
    const body = within(inner, [...varNames(node.body), ...blockNames(node.body.body)]);
    for (const statement of node.body.body) this.visit(statement, body);
  }

  #visitClass(node: Class, around: Surroundings): void {
    const named = within(around, node.id ? [node.id.name] : []);
    const privates = new Scope(around.privates);
    for (const member of node.body.body) {
      if (member.type !== "StaticBlock" && member.key.type === "PrivateIdentifier") {
        privates.declare(member.key.name);
      }
    }
    const outer: Surroundings = { ...named, privates };
    const inner: Surroundings = { ...outer, hasThis: true, hasSuper: true };
    if (node.superClass) this.visit(node.superClass, outer);
    for (const member of node.body.body) {
      if (member.type === "StaticBlock") {
        const block = within(inner, [
          ...member.body.flatMap((one) => [...varNames(one)]),
          ...blockNames(member.body),
        ]);
        for (const statement of member.body) this.visit(statement, block);
        continue;
      }
      if (member.computed) this.visit(member.key, outer);
      if (member.type === "MethodDefinition") this.#visitFunction(member.value, outer, true);
      else if (member.value) this.visit(member.value, inner);
    }
  }

  /** A pattern that declares its names: only its default values and computed keys depend on anything. */
  #bind(pattern: Pattern, around: Surroundings): void {
    if (pattern.type !== "Identifier") {
      this.#visitPattern(pattern, around, (part) => this.#bind(part, around));
    }
  }

  /** A pattern, or an expression, that is assigned to. */
  #write(target: AnyNode, around: Surroundings): void {
    if (target.type === "Identifier") {
      if (!around.names.has(target.name)) this.#add(`it assigns to "${target.name}"`, target, true);
    } else {
      this.#visitPattern(target, around, (part) => this.#write(part, around));
    }
  }

  #visitPattern(pattern: AnyNode, around: Surroundings, visitPart: (part: Pattern) => void): void {
    switch (pattern.type) {
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type === "RestElement") visitPart(property.argument);
          else {
            if (property.computed) this.visit(property.key, around);
            visitPart(property.value);
          }
        }
        return;
      case "ArrayPattern":
        for (const element of pattern.elements) if (element) visitPart(element);
        return;
      case "AssignmentPattern":
        visitPart(pattern.left);
        return this.visit(pattern.right, around);
      case "RestElement":
        return visitPart(pattern.argument);
      default:
        return this.visit(pattern, around);
    }
  }

  #read(name: string, node: AnyNode, { names }: Surroundings): void {
    if (names.has(name)) return;
    if (name === "eval") this.#add(`it uses "eval"`, node, false);
    else if (!GLOBAL_NAMES.has(name)) this.#add(`it captures "${name}"`, node, true);
  }

  #add(what: string, node: AnyNode, inModule: boolean): void {
    this.found.push({ reason: `${what} (line ${node.loc!.start.line} of its source)`, inModule });
  }
}

function within(around: Surroundings, names: Iterable<string>): Surroundings {
  const scope = new Scope(around.names);
  for (const name of names) scope.declare(name);
  return { ...around, names: scope };
}

/** Whether an import's specifier means the same wherever it stands. */
function isAbsolute(source: AnyNode): boolean {
  return source.type === "Literal" && /^(file|https?|data|blob|npm|jsr|node):/.test(String(source.value));
}

/** The names that one piece of a program declares, inside those of the pieces around it. */
export class Scope {
  readonly #names = new Set<string>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  declare(name: string): void {
    this.#names.add(name);
  }

  has(name: string): boolean {
    return this.#names.has(name) || (this.#outer?.has(name) ?? false);
  }
}
