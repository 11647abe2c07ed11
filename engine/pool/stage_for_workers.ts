import type { KernelInfo } from "../kernel/kernel.ts";
import { NumberBlock, stageArrays, type StagedArrays } from "../kernel/staged_arrays.ts";
import { toWasm } from "../kernel/kernel_arguments.ts";
import type { Completion } from "./outcome.ts";

/**
 * Puts the typed arrays among a kernel's arguments where all workers can work on them, until the call has ended.
 *
 * @throws {TypeError} If the arguments, followed by the whole `range` of which workers will add parts, do not fit the
 * parameters.
 * @throws {KernelError} If one is smaller than the kernel asks.
 */
export function stageForWorkers(
  kernel: KernelInfo,
  args: readonly unknown[],
  range: readonly [] | readonly [from: number, to: number],
): StagedArrays {
  if (!Array.isArray(args)) {
    throw new TypeError(
      `Cannot call the kernel "${kernel.name}" as its arguments must be an array: received ${String(args)}`,
    );
  }
  const loan = stageArrays(kernel, args, NumberBlock.copyOf);
  try {
    const all = [...loan.args, ...range];
    toWasm(kernel, all);
    kernel.check?.(all);
    return loan;
  } catch (error) {
    loan[Symbol.dispose]();
    throw error;
  }
}

/** An end of a call that gives back what was lent for it, and then tells `end` what `result` makes of it. */
export function unstageAtEnd<T, R>(
  loan: StagedArrays,
  end: Completion<R>,
  result: (value: T) => R,
): Completion<T> {
  return {
    succeed: (value) => {
      let outcome: { result: R } | { error: unknown };
      try {
        loan.copyBack();
        outcome = { result: result(value) };
      } catch (error) {
        outcome = { error };
      } finally {
        loan[Symbol.dispose]();
      }
      if ("error" in outcome) end.fail(outcome.error);
      else end.succeed(outcome.result);
    },
    fail: (error) => {
      loan[Symbol.dispose]();
      end.fail(error);
    },
  };
}
