import type { KernelInfo } from "../kernel/kernel.ts";
import type { NumberArrayOf, NumberOf, NumericType, TypeCodesOf } from "../kernel/numeric_type.ts";
import { elementType, type TypeCode } from "../memory/type_code.ts";
import type { CallOptions } from "./pool_options.ts";
import { SharedArray } from "../shared/shared_array.ts";

/** Elements that are claimed at once, at the least: enough to outweigh the claim. */
export const LEAST_ELEMENTS = 2048;

/** An array that a kernel can be mapped over. */
export type KernelItems<Type extends NumericType = NumericType> =
  | readonly NumberOf<Type>[]
  | NumberArrayOf<Type>
  | SharedArray<TypeCodesOf<Type>>;

/** The container of a map's results: of the same kind as that of its items. */
export type KernelResults<Items, Result extends NumericType> = Items extends readonly (number | bigint)[]
  ? NumberOf<Result>[]
  : Items extends SharedArray<TypeCode> ? SharedArray<Result>
  : NumberArrayOf<Result>;

/** Options of a map of a kernel. */
export interface KernelMapOptions<Result extends NumericType = NumericType> extends CallOptions {
  /** The kernel's parameters after the first: constants of the call. */
  readonly args?: readonly (number | bigint)[] | undefined;
  /** Takes the results, instead of a new array. It may be the input. */
  readonly out?: SharedArray<TypeCodesOf<Result>> | undefined;
}

/** The arrays of one map of a scalar kernel, in the shared memory. */
export interface KernelMap {
  readonly sources: readonly SharedArray<TypeCode>[];
  readonly target: SharedArray<TypeCode>;
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
  out: SharedArray<TypeCode> | undefined,
): KernelMap {
  const temporary: SharedArray<TypeCode>[] = [];
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
    const target = out ?? new SharedArray<TypeCode>(result, length, { lock: false });
    if (out !== undefined) checkOut(kernel, out, length);
    const first = items[0]!;
    if (out === undefined && !(first instanceof SharedArray)) temporary.push(target);
    const results = () => {
      if (out !== undefined || first instanceof SharedArray) return target;
      return Array.isArray(first) ? target.slice() : (target.view as Float64Array).slice();
    };
    return { sources, target, results: () => unshare(results()), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function share(
  array: KernelItems,
  type: NumericType,
  problem: string,
  temporary: SharedArray<TypeCode>[],
): SharedArray<TypeCode> {
  const wanted = elementType(type);
  if (array instanceof SharedArray) {
    if (elementType(array.typeCode) === wanted) return array;
    throw new TypeError(`${problem} as it takes ${type}: received a SharedArray of "${array.typeCode}"`);
  }
  if (ArrayBuffer.isView(array)) {
    const View = wanted.view(new SharedArrayBuffer(0), 0, 0).constructor;
    if (array.constructor !== View) {
      throw new TypeError(`${problem} as it takes ${type}: received a ${array.constructor.name}`);
    }
  } else if (!Array.isArray(array)) {
    throw new TypeError(`${problem} as it takes an array of ${type}: received ${String(array)}`);
  }
  const shared = new SharedArray<TypeCode>(type, array as readonly number[], { lock: false });
  temporary.push(shared);
  return shared;
}

function checkOut({ name, result }: KernelInfo, out: SharedArray<TypeCode>, length: number): void {
  if (!(out instanceof SharedArray) || elementType(out.typeCode) !== elementType(result)) {
    throw new TypeError(`Cannot map the kernel "${name}" as 'out' must be a SharedArray of "${result}"`);
  }
  if (out.length < length) {
    throw new RangeError(
      `Cannot map the kernel "${name}" as 'out' must have ${length} elements: received ${out.length}`,
    );
  }
}

/** A copy of shared elements: a typed array's slice may itself be of shared memory. */
function unshare(results: unknown): unknown {
  if (!ArrayBuffer.isView(results) || results.buffer instanceof ArrayBuffer) return results;
  const View = results.constructor as new (source: ArrayLike<number>) => Float64Array;
  return new View(results as Float64Array);
}
