import type { ElementSpec } from "./element_spec.ts";
import { RawArray } from "./raw_array.ts";
import { PlainValue, RawValue } from "./raw_value.ts";
import { thread } from "../memory/thread.ts";
import { SharedBlock } from "./shared_block.ts";
import type { Lock, RLock } from "../sync/lock.ts";
import { SharedArray } from "./shared_array.ts";
import { LockedValue, Value } from "./value.ts";
import { shown } from "../options/shown.ts";

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
/** As for an array. */
export function copy<Spec extends ElementSpec>(value: PlainValue<Spec>): RawValue<Spec>;
export function copy(object: RawArray<ElementSpec> | PlainValue<ElementSpec>): object {
  if (object instanceof RawArray) {
    return new RawArray(object.typeCode, copyOfBlock(RawArray.blockOf(object), "a RawArray"));
  }
  if (object instanceof PlainValue) {
    return new RawValue(object.typeCode, copyOfBlock(PlainValue.blockOf(object), "a RawValue"));
  }
  throw new TypeError(`Cannot copy what is no shared value or array: received ${shown(object)}`);
}

function copyOfBlock(block: SharedBlock, name: string): never {
  block.check();
  const { handle, state: { bytes } } = block;
  const twin = SharedBlock.create(bytes, name, { lock: false });
  thread().bytes.copyWithin(twin.handle.address, handle.address, handle.address + bytes);
  return twin as never;
}

/**
 * The same value or array with a lock (Python's `multiprocessing.sharedctypes.synchronized`): a given one, or an `RLock` of its own.
 * It lies where the raw one does, and each can be disposed of without the other.
 *
 * @throws {TypeError} If it has a lock already, or is no value and no array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RawValue, synchronized } from "../../mod.ts";
 *
 * using raw = new RawValue("i", 5);
 * using value = synchronized(raw);
 * {
 *   using _ = value.getLock().holdSync();
 *   value.value *= 2;
 * }
 * assertEquals(raw.value, 10);
 * ```
 */
export function synchronized<Spec extends ElementSpec>(
  array: RawArray<Spec>,
  lock?: Lock | RLock,
): SharedArray<Spec>;
/** As for an array. */
export function synchronized<Spec extends ElementSpec>(
  value: PlainValue<Spec>,
  lock?: Lock | RLock,
): Value<Spec>;
export function synchronized(
  object: RawArray<ElementSpec> | PlainValue<ElementSpec>,
  lock: Lock | RLock | true = true,
): object {
  if (object instanceof RawArray) {
    const block = blockWithLock(
      RawArray.blockOf(object),
      object instanceof SharedArray,
      "a SharedArray",
      lock,
    );
    return new SharedArray(object.typeCode, block as never);
  }
  if (object instanceof PlainValue) {
    const block = blockWithLock(PlainValue.blockOf(object), object instanceof LockedValue, "a Value", lock);
    return new Value(object.typeCode, block as never);
  }
  throw new TypeError(`Cannot synchronize what is no shared value or array: received ${shown(object)}`);
}

function blockWithLock(
  block: SharedBlock,
  canHaveLock: boolean,
  name: string,
  lock: Lock | RLock | true,
): SharedBlock {
  if (canHaveLock && block.state.lock !== undefined) {
    throw new TypeError("Cannot synchronize what has a lock already");
  }
  return SharedBlock.locked(block, name, { lock });
}
