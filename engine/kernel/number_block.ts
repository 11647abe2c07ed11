import { registerSharedType, type SharedObject, sharedState } from "../codec/shared_object.ts";
import { Handle } from "../memory/handle.ts";
import { thread } from "../memory/thread.ts";
import { numberType } from "../memory/number_type.ts";
import type { NumberArray, StagedArray } from "./lend_arrays.ts";
import type { NumericType } from "./numeric_type.ts";

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
  return new NumberBlock(typeCode, length, Handle.revive(ref!, mode, NAME));
});
