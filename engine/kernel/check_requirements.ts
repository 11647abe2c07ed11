import { KernelError } from "../errors/kernel_error.ts";
import { type KernelSignature, sliceElement } from "../wasm/kernel_sections.ts";
import { foldFormula, requirementParts } from "../wasm/requirements.ts";

/**
 * Checks what a kernel asks of its arguments, whose types are right, before any part of the call begins.
 *
 * @throws {KernelError} Naming the array that is too short, or the number, and what is wanted of it.
 */
export function checkRequirements(signature: KernelSignature, args: readonly unknown[]): void {
  const indexOf = (name: string) => signature.params.findIndex((param) => param.name === name);
  const valueOf = (name: string): number => {
    const arg = args[indexOf(name)];
    return typeof arg === "number" ? arg : (arg as ArrayLike<unknown>).length;
  };
  for (const requirement of signature.requires ?? []) {
    const [name, formula] = requirementParts(requirement);
    const received = valueOf(name);
    const least = foldFormula(formula, (token) => /^\d/.test(token) ? +token : valueOf(token), compute);
    if (!(received >= least)) throw unmetRequirement(signature, indexOf(name), least, received);
  }
}

/** The error of a call whose array is too short, or whose number is too small. */
export function unmetRequirement(
  { name, params }: KernelSignature,
  index: number,
  least: number,
  received: number,
): KernelError {
  const param = params[index]!;
  return new KernelError(
    `Cannot run the kernel "${name}" as '${param.name}' must ${
      sliceElement(param.type)
        ? `have at least ${least} element${least === 1 ? "" : "s"}`
        : `be at least ${least}`
    }: received ${received}`,
  );
}

/** Exact where the checks in WebAssembly are: in 64-bit floats. */
function compute(operator: string, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return Math.floor(left / right);
    default:
      return Math[operator as "min" | "max"](left, right);
  }
}
