import {
  type ArrayObject,
  isArrayObject,
  type KernelArray,
  type KernelInfo,
  makeAlike,
} from "../kernel/kernel.ts";
import { isArrayOf, type NumberArray, NumberBlock } from "../kernel/staged_arrays.ts";
import {
  type AnyNumberArrayOf,
  type NumberArrayOf,
  type NumberOf,
  numberType,
  type NumericType,
  type TypeCode,
  type TypeCodesOf,
} from "../elements/element_types.ts";
import type { CallOptions } from "./pool_options.ts";
import type { RawArray } from "../shared/raw_array.ts";
import type { SharedArray } from "../shared/shared_array.ts";
import { shown } from "../options/shown.ts";

/** Elements that are claimed at once, at the least: enough to outweigh the claim. */
export const MIN_CLAIMED_ELEMENTS = 2048;

/** An array that a kernel can be mapped over. */
export type KernelItems<Type extends NumericType = NumericType> =
  | readonly NumberOf<Type>[]
  | AnyNumberArrayOf<Type>
  | RawArray<TypeCodesOf<Type>>;

/** The container of a map's results: of the same kind as that of its items. */
export type KernelResults<Items, Result extends NumericType> = Items extends readonly (number | bigint)[]
  ? NumberOf<Result>[]
  : Items extends SharedArray<TypeCode> ? SharedArray<Result>
  : Items extends RawArray<TypeCode> ? RawArray<Result>
  : NumberArrayOf<Result>;

/** Options of a map of a kernel. */
export interface KernelMapOptions<Result extends NumericType = NumericType> extends CallOptions {
  /** The kernel's parameters after the first: constants of the call. */
  readonly args?: readonly (number | bigint)[] | undefined;
  /** Takes the results, instead of a new array, and is what the call gives. It may be the input. */
  readonly out?: RawArray<TypeCodesOf<Result>> | AnyNumberArrayOf<Result> | undefined;
}

/** The arrays of one map of a scalar kernel, in the shared memory. */
export interface KernelMapArrays {
  readonly sources: readonly KernelArray[];
  readonly target: KernelArray;
  /** The results in the container of the first source, once the kernel has run. */
  results(): unknown;
  /** Lets go of what was allocated for this map. */
  dispose(): void;
}

/**
 * Puts the arrays of a map into the shared memory, where they are not there already. Throws a `TypeError` naming the kernel
 * and the parameter if the elements are not of its type.
 */
export function prepareKernelMap(
  kernel: KernelInfo,
  items: readonly KernelItems[],
  out: KernelMapOptions["out"],
): KernelMapArrays {
  const temporary: NumberBlock[] = [];
  const dispose = () => temporary.forEach((array) => array[Symbol.dispose]());
  try {
    const { length } = items[0]!;
    const sources = items.map((array, index) => {
      const { name, type } = kernel.params[index]!;
      if (array.length !== length) {
        throw new RangeError(
          `Cannot map the kernel "${kernel.name}" as its arrays must have one length: received ${length} and ${array.length}`,
        );
      }
      return share(
        array,
        type as NumericType,
        `Cannot map the kernel "${kernel.name}" over '${name}'`,
        temporary,
      );
    });
    const result = kernel.result as NumericType;
    if (out !== undefined) checkOut(kernel, out, length);
    const first = items[0]!;
    // A copy of the items, which nobody else sees, can take the results too.
    const canTakeResults = !isArrayObject(first) && kernel.params[0]!.type === result;
    if (isArrayObject(out)) return { sources, target: out, results: () => out, dispose };
    if (out === undefined && isArrayObject(first)) {
      const target = first[makeAlike](result, length);
      return { sources, target, results: () => target, dispose };
    }
    const target = canTakeResults ? sources[0] as NumberBlock : new NumberBlock(result, length);
    if (!canTakeResults) temporary.push(target);
    const { view } = target;
    const results = () => {
      if (out === undefined) return Array.isArray(first) ? Array.from(view as Float64Array) : unshared(view);
      (out as Float64Array).set(view as Float64Array);
      return out;
    };
    return { sources, target, results, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function share(
  array: KernelItems,
  type: NumericType,
  problem: string,
  temporary: NumberBlock[],
): ArrayObject | NumberBlock {
  const wanted = numberType(type);
  if (isArrayObject(array)) {
    if (numberType(array.typeCode) === wanted) return array;
    throw new TypeError(`${problem} as it takes ${type}: received a SharedArray of "${array.typeCode}"`);
  }
  if (ArrayBuffer.isView(array)) {
    if (!isArrayOf(type, array)) {
      throw new TypeError(`${problem} as it takes ${type}: received a ${(array as object).constructor.name}`);
    }
  } else if (!Array.isArray(array)) {
    throw new TypeError(`${problem} as it takes an array of ${type}: received ${shown(array)}`);
  }
  const elements = ArrayBuffer.isView(array)
    ? array
    : Array.from(array as readonly unknown[], wanted.toStored);
  const block = NumberBlock.copyOf(type, elements);
  temporary.push(block);
  return block;
}

function checkOut({ name, result }: KernelInfo, out: object, length: number): void {
  const type = numberType(result as NumericType);
  const fits = isArrayObject(out) ? numberType(out.typeCode) === type : isArrayOf(result as NumericType, out);
  if (!fits) {
    throw new TypeError(
      `Cannot map the kernel "${name}" as 'out' must be a SharedArray of "${result}" or a ${type.View.name}`,
    );
  }
  const room = (out as ArrayLike<number>).length;
  if (room < length) {
    throw new RangeError(
      `Cannot map the kernel "${name}" as 'out' must have ${length} elements: received ${room}`,
    );
  }
}

/** A copy over memory of its own: a typed array's slice may be of shared memory too. */
function unshared(view: NumberArray): unknown {
  const View = view.constructor as new (source: ArrayLike<number>) => Float64Array;
  return new View(view as unknown as Float64Array);
}
