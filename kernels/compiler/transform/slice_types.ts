import { type AuthorProgram, hasFlag, isClass } from "./author_program.ts";
import { type AscNode, FLAG, KIND, mapChildren, refusal } from "./syntax.ts";

/** What a slice may be used for: only reading, or both. */
export type SliceKind = "ReadonlySlice" | "Slice";

/** The parameters of a function before its slices were lowered: a kind for those that are slices. */
export interface SliceParameters {
  readonly kinds: readonly (SliceKind | undefined)[];
  /** How many arguments a call must have at least. */
  readonly required: number;
}

/** The kind of slice that a type is; `undefined` for any other. */
export function sliceKind(type: AscNode): SliceKind | undefined {
  const name = type?.name?.identifier?.text;
  return type?.kind === KIND.namedType && (name === "Slice" || name === "ReadonlySlice") ? name : undefined;
}

/** What a function takes. */
export function sliceParameters({ signature }: AscNode): SliceParameters {
  const parameters: AscNode[] = signature.parameters;
  const last = parameters.findLastIndex(({ parameterKind, initializer }) =>
    parameterKind === 0 && !initializer
  );
  return { kinds: parameters.map(({ type }) => sliceKind(type)), required: last + 1 };
}

/**
 * Checks that the types of slices stand only where a slice can be: as parameters of functions and methods, and as types of
 * locals.
 *
 * @throws {KernelError} Where one does not.
 */
export function checkSliceTypes(program: AuthorProgram): void {
  for (const { declaration } of program.topLevels()) {
    if (isSliceName(declaration.name.text)) {
      throw refusal(declaration.name, `the name '${declaration.name.text}' is multicore's`);
    }
  }
  for (const source of program.sources) {
    source.statements.forEach((statement: AscNode) => checkTop(statement));
  }
}

function checkTop(statement: AscNode): void {
  const { kind, path } = statement;
  if ((kind === KIND.import || kind === KIND.export) && path?.value === "multicore") {
    return checkImport(statement);
  }
  if (kind === KIND.functionDeclaration) return checkFunction(statement);
  if (kind === KIND.variable) {
    for (const { type, initializer } of statement.declarations) {
      for (const part of [type, initializer]) if (part) check(part);
    }
    return;
  }
  if (!isClass(statement)) return void check(statement);
  for (const member of statement.members) {
    if (member.kind === KIND.methodDeclaration) checkFunction(member);
    else check(member);
  }
  for (const parent of [statement.extendsType, ...statement.implementsTypes ?? []]) if (parent) check(parent);
}

function checkImport(statement: AscNode): void {
  const { declarations, kind } = statement;
  const renamed = declarations?.find(({ name, foreignName }: AscNode) => name.text !== foreignName.text);
  if (kind === KIND.import && declarations && !renamed) return;
  throw refusal(statement, 'slices have no other names: import { ReadonlySlice, Slice } from "multicore"');
}

function checkFunction(fn: AscNode): void {
  const { signature, body, flags } = fn;
  for (const parameter of signature.parameters) {
    const { type, parameterKind, initializer, implicitFieldDeclaration } = parameter;
    if (!sliceKind(type)) {
      check(type);
      continue;
    }
    if (type.isNullable || parameterKind !== 0 || initializer) {
      throw refusal(
        parameter,
        `the slice '${parameter.name.text}' must always be given: it can be no optional, rest or nullable parameter`,
      );
    }
    if (implicitFieldDeclaration || (flags & FLAG.set) !== 0) throw refusal(parameter, CANNOT_KEEP);
    type.typeArguments?.forEach(check);
  }
  check(signature.returnType);
  if (body) check(body);
}

const CANNOT_KEEP =
  "a slice can be a parameter or a local only: it cannot be returned, kept in a field, an array or a global, be a type argument " +
  "or have another type's name. Pass it to the functions that need it";

/** Refuses types of slices anywhere in a node but as types of locals. */
function check(node: AscNode): AscNode {
  const isType = node.kind === KIND.namedType;
  if (isType && sliceKind(node)) throw refusal(node, CANNOT_KEEP);
  if (node.kind === KIND.new && isSliceName(node.typeName.identifier.text)) {
    throw refusal(node, "a kernel cannot make a slice: it is given them, and cuts them with subarray()");
  }
  const isLocal = node.kind === KIND.variableDeclaration && (hasFlag(node, "const") || hasFlag(node, "let"));
  if (!isLocal || !sliceKind(node.type)) return mapChildren(node, check);
  node.type.typeArguments?.forEach(check);
  if (node.initializer) check(node.initializer);
  return node;
}

function isSliceName(name: string): boolean {
  return name === "Slice" || name === "ReadonlySlice";
}
