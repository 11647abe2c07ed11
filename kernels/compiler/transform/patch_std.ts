import { type AscNode, FLAG, KIND, LITERAL, make, mapChildren, TOKEN } from "./syntax.ts";

/**
 * Takes away what instances of a module would share behind the author's back. asc keeps two kinds of scratch memory among the
 * static data, where all workers write it at once: the buffer in which a float is formatted, and the array of parts of each
 * template literal. The buffer becomes an allocation of each instance, the templates become concatenations.
 *
 * @throws {TypeError} If asc's library does not have the buffer where it is expected.
 */
export function unshareStd(sources: readonly AscNode[]): void {
  const number = sources.find(({ normalizedPath }) => normalizedPath === "~lib/util/number.ts");
  if (number) unshareFloatBuffer(number);
  for (const source of sources) source.statements.forEach(unshareTemplates);
}

function unshareFloatBuffer(source: AscNode): void {
  const buffer = source.statements.filter(({ kind }: AscNode) => kind === KIND.variable)
    .flatMap(({ declarations }: AscNode) => declarations)
    .find(({ name }: AscNode) => name.text === "dtoa_buf");
  const initializer = buffer?.initializer;
  if (initializer?.kind !== KIND.call || initializer.expression.property?.text !== "data") {
    throw new TypeError(
      "Cannot give each worker its own buffer for formatting floats: asc's library has changed",
    );
  }
  // Allocated by the start function, so before the arena's mark. @inline wants a constant.
  buffer.initializer = make.call("__alloc", initializer.args, buffer);
  buffer.decorators = buffer.decorators.filter(({ name }: AscNode) => name.text !== "inline");
  buffer.flags &= ~FLAG.const;
  buffer.flags |= FLAG.let;
}

/** `a${x}b${y}` becomes `a${x}` + `b${y}`, in the forms that asc compiles to plain concatenations. */
function unshareTemplates(node: AscNode): AscNode {
  mapChildren(node, unshareTemplates);
  if (node.kind !== KIND.literal || node.literalKind !== LITERAL.template || node.tag) return node;
  const { parts, expressions } = node;
  if (expressions.length === 0) return node;
  const operands = expressions.flatMap((expression: AscNode, i: number) => [
    ...(parts[i] ? [make.string(parts[i], node)] : []),
    make.template(expression, expression),
  ]);
  if (parts.at(-1)) operands.push(make.string(parts.at(-1), node));
  return make.parenthesized(
    operands.reduce((left: AscNode, right: AscNode) => make.binary(left, TOKEN.plus, right, node)),
    node,
  );
}

/** The exponent at which the table of the digits of 2/π begins, in asc's library. */
const FIRST_EXPONENT = 1045n;
const BITS_PER_WORD = 64n;

/**
 * Mends `Math.sin`, `cos` and `tan`: for arguments from 2^20·π/2 to 2^22 asc's library reads the word before its table of the digits
 * of 2/π. Here that word is there, and is zero.
 *
 * @throws {TypeError} If asc's library does not have the table, or its use, where they are expected.
 */
export function mendTrigonometry(sources: readonly AscNode[]): void {
  const math = sources.find(({ normalizedPath }) => normalizedPath === "~lib/math.ts");
  if (!math) return;
  const table = math.statements.filter(({ kind }: AscNode) => kind === KIND.variable)
    .flatMap(({ declarations }: AscNode) => declarations)
    .find(({ name }: AscNode) => name.text === "PIO2_TABLE");
  const words = table?.initializer.args?.[0]?.elementExpressions;
  const quotient = math.statements.find((node: AscNode) =>
    node.kind === KIND.functionDeclaration && node.name.text === "pio2_large_quot"
  );
  let found = 0;
  const shift = (node: AscNode): AscNode => {
    mapChildren(node, shift);
    const isExponent = node.kind === KIND.literal && node.literalKind === LITERAL.integer &&
      BigInt(String(node.value)) === FIRST_EXPONENT;
    if (!isExponent) return node;
    found++;
    return make.integer(Number(FIRST_EXPONENT - BITS_PER_WORD), node);
  };
  if (words && quotient) shift(quotient.body);
  if (found !== 1) throw new TypeError("Cannot mend the sine and cosine: asc's library has changed");
  words.unshift(make.integer(0, words[0]));
}
