import { foldFormula } from "../../engine/wasm/requirements.ts";

interface Term {
  readonly text: string;
  /** How tightly it holds together: a sum 1, a product 2, all else 3. */
  readonly level: number;
}

/**
 * A requirement's formula as one would write it, with no more parentheses than needed: `toRow * (width + 1)`. `nameOf` says
 * what a parameter is called in it.
 */
export function formulaText(formula: string, nameOf: (token: string) => string): string {
  const { text } = foldFormula<Term>(
    formula,
    (token) => ({ text: nameOf(token), level: 3 }),
    (operator, left, right) => {
      if (operator === "min" || operator === "max") {
        return { text: `${operator}(${left.text}, ${right.text})`, level: 3 };
      }
      const level = operator === "+" || operator === "-" ? 1 : 2;
      // Only in sums the order of evaluation is open, as a division rounds down.
      const rightLevel = operator === "+" ? level : level + 1;
      return { text: `${within(left, level)} ${operator} ${within(right, rightLevel)}`, level };
    },
  );
  return text;
}

function within({ text, level }: Term, least: number): string {
  return level < least ? `(${text})` : text;
}
