import type { KernelInfo } from "../kernel/kernel.ts";
import { NumberBlock, stageArrays, type StagedArrays } from "../kernel/staged_arrays.ts";
import { toWasm } from "../kernel/kernel_arguments.ts";
import type { Completion } from "./outcome.ts";
import { shown } from "../options/shown.ts";

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
      `Cannot call the kernel "${kernel.name}" as its arguments must be an array: received ${shown(args)}`,
    );
  }
  const staged = stageArrays(kernel, args, NumberBlock.copyOf);
  try {
    const all = [...staged.args, ...range];
    toWasm(kernel, all);
    kernel.check?.(all);
    return staged;
  } catch (error) {
    staged[Symbol.dispose]();
    throw error;
  }
}

/** Returns the completion of a call that copies staged arrays back, lets go of them, and then tells `end` what `result` makes of the value. */
export function unstageAtEnd<T, R>(
  staged: StagedArrays,
  end: Completion<R>,
  result: (value: T) => R,
): Completion<T> {
  return {
    succeed: (value) => {
      let outcome: { result: R } | { error: unknown };
      try {
        staged.copyBack();
        outcome = { result: result(value) };
      } catch (error) {
        outcome = { error };
      } finally {
        staged[Symbol.dispose]();
      }
      if ("error" in outcome) end.fail(outcome.error);
      else end.succeed(outcome.result);
    },
    fail: (error) => {
      staged[Symbol.dispose]();
      end.fail(error);
    },
  };
}
