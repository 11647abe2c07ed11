import { isArrayOf } from "./is_array_of.ts";
import type { KernelArray, KernelSignature } from "./kernel.ts";
import type { NumberArrayOf, NumericType } from "./numeric_type.ts";
import { sliceElement } from "./wasm_values.ts";

/** A typed array of any of the numeric types. */
export type NumberArray = NumberArrayOf<NumericType>;

/** Where the elements of a typed array lie while a kernel works on them. */
export interface StagedArray extends KernelArray {
  /** The copy in the shared memory; left out where the array itself lies there. */
  readonly view?: NumberArray;
  [Symbol.dispose]?(): void;
}

/** The arguments of one call, typed arrays replaced by what was lent for them. */
export interface StagedArrays extends Disposable {
  readonly args: readonly unknown[];
  /** Copies back what the kernel may have written: all slices that are not read-only. */
  copyBack(): void;
}

/**
 * Puts the typed arrays among a kernel's arguments into the shared memory for the time of a call. An array that is passed
 * twice is lent once, so the kernel sees one array. Arguments that do not fit stay as they are, for the kernel to refuse.
 */
export function stageArrays(
  { params }: KernelSignature,
  args: readonly unknown[],
  lend: (type: NumericType, source: NumberArray) => StagedArray,
): StagedArrays {
  const loans = new Map<NumberArray, { array: StagedArray; isWritten: boolean }>();
  const dispose = () => {
    for (const { array } of loans.values()) array[Symbol.dispose]?.();
    loans.clear();
  };
  try {
    const lent = args.map((arg, index) => {
      const type = params[index]?.type ?? "f64";
      const element = sliceElement(type);
      if (element === undefined || !isArrayOf(element, arg)) return arg;
      let loan = loans.get(arg);
      if (loan === undefined) loans.set(arg, loan = { array: lend(element, arg), isWritten: false });
      loan.isWritten ||= !type.startsWith("Readonly");
      return loan.array;
    });
    const giveBack = () => {
      for (const [source, { array, isWritten }] of loans) {
        if (isWritten && array.view !== undefined) source.set(array.view as never);
      }
    };
    return { args: lent, copyBack: giveBack, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}
