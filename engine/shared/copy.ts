import type { ElementSpec } from "./element_spec.ts";
import { RawArray } from "./raw_array.ts";
import { PlainValue, RawValue } from "./raw_value.ts";
import { thread } from "../memory/thread.ts";
import { SharedBlock } from "./shared_block.ts";

/**
 * An independent copy in the shared memory, without a lock (Python's `multiprocessing.sharedctypes.copy`). If other threads write
 * meanwhile, hold the lock.
 *
 * @throws {TypeError} If it is no value and no array.
 * @throws {OutOfMemoryError} If the shared memory has no room for it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { copy, SharedArray } from "../../mod.ts";
 *
 * using numbers = new SharedArray("i", [1, 2, 3]);
 * using snapshot = copy(numbers);
 * numbers[0] = 100;
 * assertEquals([...snapshot], [1, 2, 3]);
 * ```
 */
export function copy<Spec extends ElementSpec>(array: RawArray<Spec>): RawArray<Spec>;
export function copy<Spec extends ElementSpec>(value: PlainValue<Spec>): RawValue<Spec>;
export function copy(object: RawArray<ElementSpec> | PlainValue<ElementSpec>): object {
  if (object instanceof RawArray) {
    return new RawArray(object.typeCode, copyOfBlock(RawArray.blockOf(object), "a RawArray"));
  }
  if (object instanceof PlainValue) {
    return new RawValue(object.typeCode, copyOfBlock(PlainValue.blockOf(object), "a RawValue"));
  }
  throw new TypeError(`Cannot copy what is no shared value or array: received ${String(object)}`);
}

function copyOfBlock(block: SharedBlock, name: string): never {
  block.check();
  const { handle, state: { bytes } } = block;
  const twin = SharedBlock.create(bytes, name, { lock: false });
  thread().bytes.copyWithin(twin.handle.address, handle.address, handle.address + bytes);
  return twin as never;
}
