import { Node } from "npm:assemblyscript@0.28.20";
import { KernelError } from "../../../engine/errors/kernel_error.ts";

/** A node of asc's syntax tree, of any of its many classes. */
// deno-lint-ignore no-explicit-any -- a transform rewrites nodes, whose classes asc declares as read in one build only
export type AscNode = any;

/** Kinds of nodes, from asc's source (ast.ts), which exports them as a const enum only. */
export const KIND = {
  namedType: 1,
  identifier: 7,
  assertion: 8,
  binary: 9,
  call: 10,
  comma: 12,
  elementAccess: 13,
  function: 15,
  literal: 17,
  new: 18,
  parenthesized: 21,
  propertyAccess: 22,
  ternary: 23,
  constructor: 27,
  unaryPostfix: 28,
  unaryPrefix: 29,
  block: 31,
  break: 32,
  continue: 33,
  do: 34,
  export: 36,
  expression: 39,
  for: 40,
  forOf: 41,
  if: 42,
  import: 43,
  return: 44,
  switch: 45,
  throw: 46,
  switchCase: 65,
  try: 47,
  variable: 48,
  while: 50,
  classDeclaration: 52,
  fieldDeclaration: 55,
  functionDeclaration: 56,
  interfaceDeclaration: 58,
  methodDeclaration: 59,
  namespaceDeclaration: 60,
  variableDeclaration: 62,
} as const;

/** Kinds of literals, as above. */
export const LITERAL = { float: 0, integer: 1, string: 2, template: 3, array: 5, object: 6 } as const;

/** Flags of declarations (asc's common.ts). */
export const FLAG = { export: 2, declare: 4, const: 8, let: 16, static: 32, set: 4096 } as const;

/** Operators (asc's tokenizer.ts). */
export const TOKEN = {
  comparisons: [72, 79],
  lessThan: 72,
  lessOrEqual: 74,
  greaterOrEqual: 75,
  plus: 81,
  minus: 82,
  asterisk: 84,
  slash: 85,
  plusPlus: 87,
  minusMinus: 88,
  and: 97,
  or: 98,
  equals: 101,
  plusEquals: 102,
  lastAssignment: 113,
} as const;

/** Whether it is `=`, `+=`, … */
export function isAssignment({ kind, operator }: AscNode): boolean {
  return kind === KIND.binary && operator >= TOKEN.equals && operator <= TOKEN.lastAssignment;
}

/** Whether it is `++` or `--`, before or after its operand. */
export function isStep({ kind, operator }: AscNode): boolean {
  return (kind === KIND.unaryPostfix || kind === KIND.unaryPrefix) &&
    (operator === TOKEN.plusPlus || operator === TOKEN.minusMinus);
}

/** The expression without parentheses around it. */
export function bare(expression: AscNode): AscNode {
  return expression.kind === KIND.parenthesized ? bare(expression.expression) : expression;
}

/** The name, where the expression is one. */
export function nameOf(expression: AscNode): string | undefined {
  return expression.kind === KIND.identifier ? expression.text : undefined;
}

// What these hold is a name that is declared or a member, not one that is looked up.
const NAMES = new Set([
  "range",
  "name",
  "names",
  "property",
  "label",
  "catchVariable",
  "decorators",
  "identifier",
]);

/** Replaces each child of a node by what `visit` gives for it. */
export function mapChildren(node: AscNode, visit: (child: AscNode) => AscNode): AscNode {
  for (const key of Object.keys(node)) {
    if (NAMES.has(key) && !(key === "label" && node.kind === KIND.switchCase)) continue;
    const child = node[key];
    if (Array.isArray(child)) {
      for (const [i, item] of child.entries()) if (item instanceof Node) child[i] = visit(item);
    } else if (child instanceof Node) node[key] = visit(child);
  }
  return node;
}

/** New nodes, each said to be where `at` is. */
export const make = {
  name: (text: string, at: AscNode): AscNode => factory.createIdentifierExpression(text, at.range),
  integer: (value: number, at: AscNode): AscNode =>
    factory.createIntegerLiteralExpression(i64(value), at.range),
  string: (text: string, at: AscNode): AscNode => factory.createStringLiteralExpression(text, at.range),
  call: (name: string, args: AscNode[], at: AscNode, typeArgument?: AscNode): AscNode =>
    factory.createCallExpression(make.name(name, at), typeArgument ? [typeArgument] : null, args, at.range),
  binary: (left: AscNode, operator: number, right: AscNode, at: AscNode): AscNode =>
    factory.createBinaryExpression(operator, left, right, at.range),
  assign: (name: string, value: AscNode, at: AscNode): AscNode =>
    make.binary(make.name(name, at), TOKEN.equals, value, at),
  property: (object: AscNode, name: string, at: AscNode): AscNode =>
    factory.createPropertyAccessExpression(object, make.name(name, at), at.range),
  statement: (expression: AscNode): AscNode => factory.createExpressionStatement(expression),
  parenthesized: (expression: AscNode, at: AscNode): AscNode =>
    factory.createParenthesizedExpression(expression, at.range),
  /** The expressions one after the other; the value is the last one's. */
  sequence: (expressions: AscNode[], at: AscNode): AscNode =>
    expressions.length === 1
      ? expressions[0]
      : make.parenthesized(factory.createCommaExpression(expressions, at.range), at),
  type: (name: string, at: AscNode): AscNode =>
    factory.createNamedType(factory.createSimpleTypeName(name, at.range), [], false, at.range),
  parameter: (name: string, type: string, at: AscNode): AscNode =>
    factory.createParameter(0, make.name(name, at), make.type(type, at), null, at.range),
  /** A variable of a `const` or `let` statement, by the flags. */
  variable: (name: string, flags: number, type: AscNode, value: AscNode, at: AscNode): AscNode =>
    factory.createVariableDeclaration(make.name(name, at), null, flags, type, value, at.range),
  variables: (declarations: AscNode[], at: AscNode): AscNode =>
    factory.createVariableStatement(null, declarations, at.range),
  template: (value: AscNode, at: AscNode): AscNode =>
    factory.createTemplateLiteralExpression(null, ["", ""], ["", ""], [value], at.range),
};

const factory = Node as AscNode;

/** asc's 64-bit integers are made by a function that it sets globally. */
function i64(value: number): unknown {
  return (globalThis as unknown as { i64_new(low: number, high: number): unknown }).i64_new(
    value,
    value < 0 ? -1 : 0,
  );
}

/** What the author wrote there. */
export function textOf({ range }: AscNode): string {
  return range.source.text.slice(range.start, range.end);
}

/** A place in a source, counted from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a node begins. */
export function positionOf({ range }: AscNode): Position {
  const { source, start } = range;
  const before = source.text.slice(0, start).split("\n");
  return { file: source.normalizedPath, line: before.length, column: before.at(-1).length + 1 };
}

/** The error of a source that is refused, at a node. The reason is a sentence of its own. */
export function refusal(node: AscNode, reason: string): KernelError {
  const position = positionOf(node);
  const message =
    `Cannot compile the kernels: ${position.file}:${position.line}:${position.column}: ${reason}`;
  return new KernelError(message, { diagnostics: [{ ...position, message: reason, code: 0 }] });
}
