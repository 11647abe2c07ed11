/**
 * What a kernel asks of one of its arguments before it runs: an array's length, or a number, is at least what a formula
 * gives. The formula is written in postfix form, its parts apart by spaces: integers, the names of parameters (an array's
 * name is its length), and `+ - * / min max`, where `/` rounds down. `"ys>=toRow width *"` is
 * `ys.length >= toRow * width`.
 */
export type Requirement = `${string}>=${string}`;

/** The name of the parameter that a requirement is about, and the formula of what it is at least. */
export function requirementParts(requirement: Requirement): [name: string, formula: string] {
  return requirement.split(">=") as [string, string];
}

/**
 * What a module calls when an argument is too small: the number of the kernel and of the parameter, what is wanted at the
 * least and what was received.
 */
export const UNMET_IMPORT = "__unmet";

/** Goes through a formula: `leaf` makes a value of a name or an integer, `join` of an operator and its operands. */
export function foldFormula<T>(
  formula: string,
  leaf: (token: string) => T,
  join: (operator: string, left: T, right: T) => T,
): T {
  const stack: T[] = [];
  for (const token of formula.split(" ")) {
    if (/^([-+*/]|min|max)$/.test(token)) {
      const right = stack.pop()!;
      stack.push(join(token, stack.pop()!, right));
    } else stack.push(leaf(token));
  }
  return stack[0]!;
}
