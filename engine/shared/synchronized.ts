import type { Lock } from "../sync/lock.ts";
import type { RLock } from "../sync/rlock.ts";
import type { ElementSpec } from "./element_spec.ts";
import { RawArray } from "./raw_array.ts";
import { PlainValue } from "./raw_value.ts";
import { SharedArray } from "./shared_array.ts";
import { SharedBlock } from "./shared_block.ts";
import { LockedValue, Value } from "./value.ts";

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
  throw new TypeError(`Cannot synchronize what is no shared value or array: received ${String(object)}`);
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
