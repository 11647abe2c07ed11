import { type AscNode, KIND, LITERAL, make, mapChildren } from "./syntax.ts";

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
