import { type KernelSignature, sliceElement } from "../wasm/kernel_sections.ts";
import type { KernelArray } from "./kernel.ts";
import { type NumberArrayOf, numberType, type NumericType } from "../elements/element_types.ts";
import { registerSharedType, type SharedObject, sharedState } from "../codec/shared_object.ts";
import { KIND_BLOCK } from "../core/layout.ts";
import { checkExtent } from "../memory/extent.ts";
import { Handle } from "../memory/handle.ts";
import { thread } from "../memory/thread.ts";

/** A typed array of any of the numeric types. */
export type NumberArray = NumberArrayOf<NumericType>;

/** Where the elements of a typed array lie while a kernel works on them. */
export interface StagedArray extends KernelArray {
  /** The copy in the shared memory; left out where the array itself lies there. */
  readonly view?: NumberArray;
  [Symbol.dispose]?(): void;
}

/** The arguments of one call, typed arrays replaced by their copies in the shared memory. */
export interface StagedArrays extends Disposable {
  readonly args: readonly unknown[];
  /** Copies back what the kernel may have written: all slices that are not read-only. */
  copyBack(): void;
}

/**
 * Puts the typed arrays among a kernel's arguments into the shared memory for the time of a call. An array that is passed
 * twice is staged once, so the kernel sees one array. Arguments that do not fit stay as they are, for the kernel to refuse.
 */
export function stageArrays(
  { params }: KernelSignature,
  args: readonly unknown[],
  stage: (type: NumericType, source: NumberArray) => StagedArray,
): StagedArrays {
  const copies = new Map<NumberArray, { array: StagedArray; isWritten: boolean }>();
  const dispose = () => {
    for (const { array } of copies.values()) array[Symbol.dispose]?.();
    copies.clear();
  };
  try {
    const staged = args.map((arg, index) => {
      const type = params[index]?.type ?? "f64";
      const element = sliceElement(type);
      if (element === undefined || !isArrayOf(element, arg)) return arg;
      let copy = copies.get(arg);
      if (copy === undefined) copies.set(arg, copy = { array: stage(element, arg), isWritten: false });
      copy.isWritten ||= !type.startsWith("Readonly");
      return copy.array;
    });
    const copyBack = () => {
      for (const [source, { array, isWritten }] of copies) {
        if (isWritten && array.view !== undefined) source.set(array.view as never);
      }
    };
    return { args: staged, copyBack, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Whether `value` is a typed array with such elements: also of a subclass, as Node's buffers are, and of another realm. */
export function isArrayOf(type: NumericType, value: unknown): value is NumberArray {
  return ArrayBuffer.isView(value) &&
    (value as NumberArray)[Symbol.toStringTag] as string === numberType(type).View.name;
}

const NAME = "a kernel's array";

/** Numbers in a block of the shared memory, for kernels to work on. Sent to a worker, it is the same block there. */
export class NumberBlock implements StagedArray, SharedObject, Disposable {
  readonly typeCode: NumericType;
  readonly length: number;
  readonly view: NumberArray;
  readonly #handle: Handle;

  /** So many numbers that are still to be written, or what lies in a block, which is this object's from now on. */
  constructor(typeCode: NumericType, length: number, block?: Handle) {
    const type = numberType(typeCode);
    this.typeCode = typeCode;
    this.length = length;
    this.#handle = block ?? Handle.uninitializedBlock(length * type.bytes, NAME);
    const { buffer } = thread().bytes;
    this.view = type.view(buffer, this.#handle.address, length) as unknown as NumberArray;
  }

  /** A copy of numbers that the type holds. */
  static copyOf(typeCode: NumericType, source: ArrayLike<number | bigint>): NumberBlock {
    const block = new NumberBlock(typeCode, source.length);
    block.view.set(source as never);
    return block;
  }

  get byteOffset(): number {
    return this.#handle.address;
  }

  /** Travels by handle. */
  [sharedState](): ReturnType<SharedObject[typeof sharedState]> {
    return { type: "NumberBlock", refs: [this.#handle], state: [this.typeCode, this.length] };
  }

  [Symbol.dispose](): void {
    this.#handle[Symbol.dispose]();
  }
}

registerSharedType("NumberBlock", ([ref], state, mode) => {
  const [typeCode, length] = state as [NumericType, number];
  const block = Handle.revive(ref, mode, NAME, KIND_BLOCK);
  checkExtent(block, Number.isInteger(length) ? length * numberType(typeCode).bytes : NaN, NAME);
  return new NumberBlock(typeCode, length, block);
});
