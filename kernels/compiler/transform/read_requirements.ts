import { type KernelSignature, sliceElement } from "../../../engine/wasm/kernel_sections.ts";
import type { Requirement } from "../../../engine/wasm/requirements.ts";
import { operands } from "./requirement_checks.ts";
import { type AscNode, bare, KIND, LITERAL, mapChildren, nameOf, refusal, TOKEN } from "./syntax.ts";

const FORM =
  "it takes one comparison by >= or <=, in which one side is a parameter or a slice's length, and the other is made of " +
  "integers, parameters of up to 32 bits, lengths, + - * / min() max() and parentheses";

const OPERATORS: Readonly<Record<number, string>> = {
  [TOKEN.plus]: "+",
  [TOKEN.minus]: "-",
  [TOKEN.asterisk]: "*",
  [TOKEN.slash]: "/",
};

/**
 * Takes the calls of `requires()` from the beginning of a kernel, and gives what they say, preceded by what they imply: a
 * divisor is at least 1.
 *
 * @throws {KernelError} If one is of another form, or the kernel has no slice.
 */
export function takeRequirements(fn: AscNode, kernel: KernelSignature, source: AscNode): Requirement[] {
  if (!importsRequires(source)) return [];
  const { statements } = fn.body;
  const count = statements.findIndex(({ expression }: AscNode) => !isCall(expression));
  const calls: AscNode[] = statements.splice(0, count < 0 ? statements.length : count);
  if (calls.length > 0 && !kernel.params.some(({ type }) => sliceElement(type))) {
    throw refusal(calls[0], "requires() stands in kernels that take slices");
  }
  const said = calls.map(({ expression }) => new Reading(kernel).requirement(expression));
  const names = new Set(kernel.params.map(({ name }) => name));
  const divisors = said.flatMap((one) => operands(one, "/")).filter((operand) => names.has(operand));
  return [...new Set([...divisors.map((name): Requirement => `${name}>=1`), ...said])];
}

/**
 * Checks that no call of `requires()` is left.
 *
 * @throws {KernelError} If one stands anywhere but at the beginning of a kernel.
 */
export function refuseOtherRequirements(source: AscNode): void {
  const visit = (node: AscNode): AscNode => {
    if (isCall(node)) {
      throw refusal(node, "requires() stands at the beginning of an exported kernel, before all else");
    }
    return mapChildren(node, visit);
  };
  if (importsRequires(source)) source.statements.forEach(visit);
}

/** Whether a file imports `requires`, which has no other name there. */
function importsRequires({ statements }: AscNode): boolean {
  return statements.some(({ kind, path, declarations }: AscNode) =>
    kind === KIND.import && path.value === "multicore" &&
    declarations?.some(({ name }: AscNode) => name.text === "requires")
  );
}

function isCall(node: AscNode): boolean {
  return node?.kind === KIND.call && nameOf(node.expression) === "requires";
}

/** Reads the argument of a call of `requires()`. */
class Reading {
  readonly #kernel: KernelSignature;

  constructor(kernel: KernelSignature) {
    this.#kernel = kernel;
  }

  requirement(call: AscNode): Requirement {
    const comparison = call.args.length === 1 ? bare(call.args[0]) : call;
    const sides = [comparison.left, comparison.right];
    if (comparison.operator === TOKEN.lessOrEqual) sides.reverse();
    else if (comparison.operator !== TOKEN.greaterOrEqual) {
      throw refusal(call, `requires() is not clear: ${FORM}`);
    }
    const [name, least] = sides.map((side) => this.#formula(side)) as [string, string];
    if (!this.#kernel.params.some((param) => param.name === name)) {
      throw refusal(call, `requires() is not clear: ${FORM}`);
    }
    return `${name}>=${least}`;
  }

  #formula(node: AscNode): string {
    const expression = bare(node);
    const { kind } = expression;
    if (kind === KIND.literal && expression.literalKind === LITERAL.integer) return textOfInteger(expression);
    if (kind === KIND.identifier && this.#isOf(expression, "number")) return expression.text;
    if (
      kind === KIND.propertyAccess && expression.property.text === "length" &&
      this.#isOf(bare(expression.expression), "slice")
    ) return bare(expression.expression).text;
    const isCall = kind === KIND.call && /^(?:min|max)$/.test(nameOf(expression.expression) ?? "") &&
      expression.args.length === 2;
    const operator = isCall
      ? expression.expression.text
      : OPERATORS[kind === KIND.binary ? expression.operator : -1];
    if (operator === undefined) throw refusal(node, `requires() is not clear: ${FORM}`);
    const [left, right] = (isCall ? expression.args : [expression.left, expression.right])
      .map((operand: AscNode) => this.#formula(operand)) as [string, string];
    if (operator === "/" && right.includes(" ")) {
      throw refusal(node, "requires() divides only by an integer, a parameter or a slice's length");
    }
    return `${left} ${right} ${operator}`;
  }

  #isOf(expression: AscNode, wanted: "number" | "slice"): boolean {
    const type = this.#kernel.params.find(({ name }) => name === nameOf(expression))?.type ?? "";
    return wanted === "slice" ? type.endsWith(">") : /^[iu](?:8|16|32)$/.test(type);
  }
}

function textOfInteger({ range }: AscNode): string {
  const text: string = range.source.text.slice(range.start, range.end);
  return String(Number(text.replaceAll("_", "")));
}
