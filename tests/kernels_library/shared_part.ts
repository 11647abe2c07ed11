import type { KernelArray } from "../../engine/kernel/kernel.ts";
import type {
  NumberArrayOf,
  NumberOf,
  NumericType,
  TypeCodesOf,
} from "../../engine/elements/element_types.ts";
import { SharedArray } from "../../mod.ts";

/** A part of a shared array, for a kernel and for its test. */
export interface SharedPart<Type extends NumericType> extends KernelArray<Type> {
  readonly view: NumberArrayOf<Type>;
  /** Keeps the memory. */
  readonly array: Disposable;
}

/** These elements in the shared memory, after `offset` others, so that most offsets leave them unaligned for vectors. */
export function sharedPart<Type extends NumericType>(
  type: Type,
  elements: ArrayLike<NumberOf<Type>>,
  offset = 0,
): SharedPart<Type> {
  const array = new SharedArray(type, offset + elements.length);
  const view = array.view.subarray(offset) as unknown as NumberArrayOf<Type>;
  (view as unknown as { set(elements: ArrayLike<NumberOf<Type>>): void }).set(elements);
  return {
    byteOffset: array.byteOffset + offset * view.BYTES_PER_ELEMENT,
    length: elements.length,
    typeCode: type as unknown as TypeCodesOf<Type>,
    view,
    array,
  };
}
