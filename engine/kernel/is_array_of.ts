import { numberType } from "../memory/number_type.ts";
import type { NumberArray } from "./lend_arrays.ts";
import type { NumericType } from "./numeric_type.ts";

/** Whether `value` is a typed array with such elements: also of a subclass, as Node's buffers are, and of another realm. */
export function isArrayOf(type: NumericType, value: unknown): value is NumberArray {
  return ArrayBuffer.isView(value) &&
    (value as NumberArray)[Symbol.toStringTag] as string === numberType(type).View.name;
}
