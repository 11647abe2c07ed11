import { type AuthorProgram, hasFlag, isClass, type TopLevel } from "./author_program.ts";
import { ScopedWalk } from "./scoped_walk.ts";
import { type AscNode, bare, isAssignment, isStep, KIND, LITERAL, nameOf, refusal, TOKEN } from "./syntax.ts";

/** An expression whose value lies in the module's static data. */
interface Table {
  /** An array, or an address as `memory.data` gives it. */
  readonly kind: "array" | "address";
  readonly name: string;
}

/** What is still to be walked: a function, and which of its parameters are tables. */
interface Visit {
  readonly declaration: AscNode;
  readonly source: AscNode;
  readonly tables: readonly (Table | undefined)[];
}

/**
 * Checks that what lies in the module's static data is only read. asc puts arrays of constants at the top of a file there, and
 * `memory.data`. There is one copy for all workers, written again by each worker that starts, so a change would be lost, or
 * seen by others at any time.
 *
 * @throws {KernelError} Where such data is written, or goes where that cannot be seen.
 */
export function checkStatics(program: AuthorProgram): void {
  const visits: Visit[] = [...program.functions()].map((one) => ({ ...one, tables: [] }));
  for (const source of program.sources) {
    for (const declaration of source.statements) {
      if (!isFunctionHolder(declaration)) visits.push({ declaration, source, tables: [] });
      if (!isClass(declaration)) continue;
      for (const member of declaration.members.filter(isField)) {
        if (hasFlag(member, "static") && member.initializer) noTable(member);
        visits.push({ declaration: member, source, tables: [] });
      }
    }
  }
  const seen = new Map<AscNode, Set<string>>();
  // Walks add what they find called with tables.
  for (const visit of visits) {
    const key = visit.tables.map((table) => table?.kind ?? "").join();
    const keys = seen.get(visit.declaration) ?? new Set();
    if (keys.has(key)) continue;
    seen.set(visit.declaration, keys.add(key));
    new StaticsWalk(program, visit.source, visits).walk(visit);
  }
}

const REASON = "static data is one for all workers, and is written again whenever a worker starts";
const WAYS_OUT =
  "Pass it to the kernel as a slice, or have an object for each worker: new StaticArray<T>(n) at the top of the file";

function written(node: AscNode, name: string): Error {
  return refusal(node, `'${name}' is written, but ${REASON}. ${WAYS_OUT}`);
}

function escaping(node: AscNode, name: string): Error {
  return refusal(
    node,
    `'${name}' must stay constant, as ${REASON}; here it cannot be seen that it does. Read its elements, pass it to a function ` +
      `of yours that only reads it, or copy it with slice(). ${WAYS_OUT}`,
  );
}

function isFunctionHolder(declaration: AscNode): boolean {
  return declaration.kind === KIND.functionDeclaration || isClass(declaration);
}

function isField({ kind }: AscNode): boolean {
  return kind === KIND.fieldDeclaration;
}

function noTable({ name, initializer }: AscNode): void {
  if (!isConstantArray(initializer)) return;
  throw refusal(
    initializer,
    `the array '${name.text}' is static data: move it to the top of the file, where its uses can be checked`,
  );
}

/** Whether asc makes static data of an initializer at the top of a file. An element that is an object is made at the start. */
function isConstantArray(initializer: AscNode): boolean {
  const node = bare(initializer);
  if (node.kind === KIND.assertion) return isConstantArray(node.expression);
  if (node.kind === KIND.ternary) return isConstantArray(node.ifThen) || isConstantArray(node.ifElse);
  if (node.kind === KIND.comma) return isConstantArray(node.expressions.at(-1));
  return isLiteral(node, LITERAL.array) && !node.elementExpressions.some((element: AscNode) => {
    const value = bare(element);
    return value.kind === KIND.new || isLiteral(value, LITERAL.array) || isLiteral(value, LITERAL.object);
  });
}

function isLiteral({ kind, literalKind }: AscNode, wanted: number): boolean {
  return kind === KIND.literal && literalKind === wanted;
}

/** Functions of asc that read from the address that is their first argument. */
const LOADS = /^(?:load|atomic\.load|(?:v128|[iuf]\d+(?:x\d+)?)\.(?:atomic\.)?load\w*)$/;
const READING_METHODS = /^(?:at|includes|indexOf|lastIndexOf|join|slice|concat|toString)$/;
/** The methods that take a function, and how many parameters that may have without being given the array itself. */
const CALLING_METHODS: Readonly<Record<string, number>> = {
  every: 2,
  filter: 2,
  findIndex: 2,
  findLastIndex: 2,
  forEach: 2,
  map: 2,
  reduce: 3,
  reduceRight: 3,
  some: 2,
};

class StaticsWalk extends ScopedWalk<Table> {
  readonly #program: AuthorProgram;
  readonly #source: AscNode;
  readonly #visits: Visit[];
  readonly #resolving: Set<AscNode>;

  constructor(program: AuthorProgram, source: AscNode, visits: Visit[], resolving = new Set<AscNode>()) {
    super();
    this.#resolving = resolving;
    this.#program = program;
    this.#source = source;
    this.#visits = visits;
  }

  walk({ declaration, tables }: Visit): void {
    if (declaration.kind === KIND.variable) {
      return declaration.declarations.forEach((one: AscNode) => this.#global(one));
    }
    if (!declaration.signature) return void this.visit(declaration);
    declaration.signature.parameters.forEach(({ name, initializer }: AscNode, i: number) => {
      if (initializer) this.visit(initializer);
      this.declare(name, tables[i]);
    });
    if (declaration.body) this.visit(declaration.body);
  }

  #global({ initializer }: AscNode): void {
    if (initializer) this.#read(initializer);
  }

  protected visit(node: AscNode): AscNode {
    const table = this.#table(node);
    if (table) throw escaping(node, table.name);
    switch (node.kind) {
      case KIND.namespaceDeclaration:
        for (const { declarations } of node.members) {
          declarations?.forEach((one: AscNode) => one.initializer && noTable(one));
        }
        break;
      case KIND.variableDeclaration:
        return this.#variable(node);
      case KIND.elementAccess:
        this.#read(node.expression);
        this.visit(node.elementExpression);
        return node;
      case KIND.propertyAccess: {
        const owner = this.#table(node.expression);
        if (owner && node.property.text !== "length") throw escaping(node, owner.name);
        this.#read(node.expression);
        return node;
      }
      case KIND.call:
        return this.#call(node);
    }
    if (isAssignment(node) || isStep(node)) return this.#change(node);
    if (node.kind === KIND.binary && isComparison(node)) {
      this.#read(node.left);
      this.#read(node.right);
      return node;
    }
    return this.descend(node);
  }

  /** The table that an expression's value is or points into. */
  #table(expression: AscNode): Table | undefined {
    const node = bare(expression);
    switch (node.kind) {
      case KIND.identifier: {
        const local = this.local(node.text);
        return local ? local.fact : this.#globalTable(this.#program.find(this.#source, node.text), node.text);
      }
      case KIND.assertion:
        return node.expression && this.#table(node.expression);
      case KIND.ternary:
        return this.#table(node.ifThen) ?? this.#table(node.ifElse);
      case KIND.comma:
        return this.#table(node.expressions.at(-1));
      case KIND.unaryPrefix:
        return isStep(node) ? undefined : this.#table(node.operand);
      case KIND.binary:
        return isAssignment(node) || isComparison(node)
          ? undefined
          : this.#table(node.left) ?? this.#table(node.right);
      case KIND.propertyAccess: {
        const space = nameOf(node.expression);
        const member = space !== undefined && !this.local(space) &&
          this.#program.member(this.#source, space, node.property.text);
        if (member) return this.#globalTable(member, node.property.text);
        const owner = node.property.text === "dataStart" ? this.#table(node.expression) : undefined;
        return owner && { kind: "address", name: owner.name };
      }
      case KIND.call: {
        const name = this.#builtin(node.expression);
        if (name === "memory.data") return this.#data(node);
        const converted = name === "changetype" && node.args[0] ? this.#table(node.args[0]) : undefined;
        return converted && { kind: "address", name: converted.name };
      }
      default:
        return undefined;
    }
  }

  #data(node: AscNode): Table {
    if (isLiteral(bare(node.args[0] ?? node), LITERAL.array)) return { kind: "address", name: "memory.data" };
    throw refusal(node, `memory.data of a size is memory to write to, but ${REASON}. ${WAYS_OUT}`);
  }

  #globalTable(found: TopLevel | undefined, name: string): Table | undefined {
    const declaration = found?.declaration;
    const initializer = declaration?.kind === KIND.variableDeclaration && declaration.initializer;
    // A global that is made of itself is no program, but must not end the search here.
    if (!initializer || this.#resolving.has(declaration)) return undefined;
    if (isConstantArray(initializer)) return { kind: "array", name };
    this.#resolving.add(declaration);
    const table = new StaticsWalk(this.#program, found!.source, [], this.#resolving).#table(initializer);
    this.#resolving.delete(declaration);
    return table && { ...table, name };
  }

  /** The dotted name of a callee that begins with no local: `load`, `memory.copy`. */
  #builtin(callee: AscNode): string | undefined {
    const name = nameOf(callee);
    if (name !== undefined) {
      return this.local(name) || this.#program.find(this.#source, name) ? undefined : name;
    }
    if (callee.kind !== KIND.propertyAccess) return undefined;
    const space = this.#builtin(callee.expression);
    return space && `${space}.${callee.property.text}`;
  }

  /** Visits an expression in a place where a table is read. */
  #read(expression: AscNode): void {
    const node = bare(expression);
    if (!this.#table(node)) return void this.visit(node);
    for (const key of ["expression", "condition", "ifThen", "ifElse", "left", "right", "operand"]) {
      if (node[key] && node.kind !== KIND.call) this.#read(node[key]);
    }
    if (node.kind === KIND.comma) node.expressions.forEach((one: AscNode) => this.#read(one));
    if (node.kind === KIND.call && this.#builtin(node.expression) === "changetype") this.#read(node.args[0]);
  }

  #variable(node: AscNode): AscNode {
    const { initializer, name } = node;
    const table = initializer && this.#table(initializer);
    if (initializer) this.#read(initializer);
    this.declare(name, table);
    return node;
  }

  #change(node: AscNode): AscNode {
    const target = bare(node.left ?? node.operand);
    const owner = target.expression && this.#table(target.expression);
    if (owner) throw written(node, owner.name);
    const local = nameOf(target) === undefined ? undefined : this.local(target.text);
    if (nameOf(target) === undefined) this.visit(target);
    if (!node.right) return node;
    if (local?.fact) this.#read(node.right);
    else this.visit(node.right);
    return node;
  }

  #call(node: AscNode): AscNode {
    const callee = bare(node.expression);
    const owner = callee.kind === KIND.propertyAccess ? this.#table(callee.expression) : undefined;
    if (owner) return this.#method(node, callee.property.text, owner);
    const builtin = this.#builtin(callee) ?? "";
    if (/^(?:store|memory\.fill|memory\.copy)$|\.store/.test(builtin)) {
      const table = node.args[0] && this.#table(node.args[0]);
      if (table) throw written(node, table.name);
    }
    const target = this.#program.callee(this.#source, callee, (name) => this.local(name) !== undefined);
    const reads = (i: number) =>
      target || (LOADS.test(builtin) && i === 0) || builtin === "memory.compare" ||
      (builtin === "memory.copy" && i === 1);
    this.visit(callee);
    node.args.forEach((arg: AscNode, i: number) => reads(i) ? this.#read(arg) : this.visit(arg));
    const tables = target ? node.args.map((arg: AscNode) => this.#table(arg)) : [];
    if (tables.some(Boolean)) {
      this.#visits.push({ declaration: target, source: target.range.source, tables });
    }
    return node;
  }

  #method(node: AscNode, method: string, { name }: Table): AscNode {
    const given = CALLING_METHODS[method];
    const fn = given === undefined ? undefined : bare(node.args[0] ?? node);
    const isRead = READING_METHODS.test(method) ||
      (fn?.kind === KIND.function && fn.declaration.signature.parameters.length <= given!);
    if (!isRead) throw written(node, `${name}.${method}()`);
    node.args.forEach((arg: AscNode) => this.visit(arg));
    return node;
  }
}

function isComparison({ operator }: AscNode): boolean {
  return operator >= TOKEN.comparisons[0] && operator <= TOKEN.comparisons[1];
}
