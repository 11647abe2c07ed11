import type { KernelInfo } from "../kernel/kernel.ts";
import type { NumberArrayOf, NumberOf, NumericType, TypeCodesOf } from "../kernel/numeric_type.ts";
import { elementType, type ElementView, type TypeCode } from "../memory/type_code.ts";
import type { CallOptions } from "./pool_options.ts";
import { RawArray } from "../shared/raw_array.ts";
import { SharedArray } from "../shared/shared_array.ts";

/** Elements that are claimed at once, at the least: enough to outweigh the claim. */
export const LEAST_ELEMENTS = 2048;

/** An array that a kernel can be mapped over. */
export type KernelItems<Type extends NumericType = NumericType> =
  | readonly NumberOf<Type>[]
  | NumberArrayOf<Type>
  | RawArray<TypeCodesOf<Type>>;

/** The container of a map's results: of the same kind as that of its items. */
export type KernelResults<Items, Result extends NumericType> = Items extends readonly (number | bigint)[]
  ? NumberOf<Result>[]
  : Items extends RawArray<TypeCode> ? SharedArray<Result>
  : NumberArrayOf<Result>;

/** Options of a map of a kernel. */
export interface KernelMapOptions<Result extends NumericType = NumericType> extends CallOptions {
  /** The kernel's parameters after the first: constants of the call. */
  readonly args?: readonly (number | bigint)[] | undefined;
  /** Takes the results, instead of a new array, and is what the call gives. It may be the input. */
  readonly out?: RawArray<TypeCodesOf<Result>> | NumberArrayOf<Result> | undefined;
}

/** The arrays of one map of a scalar kernel, in the shared memory. */
export interface KernelMap {
  readonly sources: readonly RawArray<TypeCode>[];
  readonly target: RawArray<TypeCode>;
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
): KernelMap {
  const temporary: RawArray<TypeCode>[] = [];
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
    const canTakeResults = !(first instanceof RawArray) && kernel.params[0]!.type === result;
    const isKept = (out ?? first) instanceof RawArray;
    const target = out instanceof RawArray
      ? out
      : canTakeResults
      ? sources[0]!
      : new SharedArray<TypeCode>(result, length, { lock: false });
    if (!isKept && !canTakeResults) temporary.push(target);
    const results = () => {
      if (isKept) return target;
      if (out === undefined) return Array.isArray(first) ? target.slice() : unshared(target.view);
      (out as Float64Array).set(target.view as Float64Array);
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
  temporary: RawArray<TypeCode>[],
): RawArray<TypeCode> {
  const wanted = elementType(type);
  if (array instanceof RawArray) {
    if (elementType(array.typeCode) === wanted) return array;
    throw new TypeError(`${problem} as it takes ${type}: received a SharedArray of "${array.typeCode}"`);
  }
  if (ArrayBuffer.isView(array)) {
    if (array.constructor !== wanted.View) {
      throw new TypeError(`${problem} as it takes ${type}: received a ${array.constructor.name}`);
    }
  } else if (!Array.isArray(array)) {
    throw new TypeError(`${problem} as it takes an array of ${type}: received ${String(array)}`);
  }
  const shared = new RawArray<TypeCode>(type, array as readonly number[]);
  temporary.push(shared);
  return shared;
}

function checkOut({ name, result }: KernelInfo, out: object, length: number): void {
  const type = elementType(result);
  const fits = out instanceof RawArray ? elementType(out.typeCode) === type : out?.constructor === type.View;
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
function unshared(view: ElementView): unknown {
  const View = view.constructor as new (source: ArrayLike<number>) => Float64Array;
  return new View(view as unknown as Float64Array);
}
