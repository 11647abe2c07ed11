import type { ElementView } from "../memory/type_code.ts";
import type { KernelArray } from "./kernel.ts";
import type { NumericType } from "./numeric_type.ts";

/** The method by which an array in the shared memory makes another of its class, of zeros, for a kernel's results. */
export const makeAlike: unique symbol = Symbol.for("multicore.makeAlike");

/** An array of the user's in the shared memory, as far as kernels go; so that they need not know its class. */
export interface ArrayObject extends KernelArray, Disposable {
  readonly view: ElementView;
  slice(): unknown;
  /** @internal */
  [makeAlike](typeCode: NumericType, length: number): ArrayObject;
}

/** Whether `value` is one. */
export function isArrayObject(value: unknown): value is ArrayObject {
  return typeof value === "object" && value !== null && makeAlike in value;
}
