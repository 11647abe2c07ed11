// Short messages: items of queues that lie in this memory, so that neither side allocates or frees a block. Who puts one leaves
// it in its own slot and the core copies it from there; who gets one finds it in its own slot. So no thread but those two ever
// touches it, and none holds it. All of it under the heap lock.
import {
  HOLD_COUNT,
  HOLD_NEXT,
  HOLD_TARGET,
  SHORT_COUNT,
  SHORT_FREE,
  SHORT_HOLDS,
  SHORT_TEXT,
  SHORT_TOP,
  SLOT_SHORT,
} from "./layout";
import { holdAddress } from "./holds.as";
import { selfSlot, slotAddress } from "./section.as";

/** Whether a queue's item is a short message. */
// @ts-ignore: decorator
@inline
export function isShort(item: u32): bool {
  return SHORT_COUNT != 0 && item >= <u32>HOLD_COUNT;
}

// @ts-ignore: decorator
@inline
export function hasShort(): bool {
  return load<u32>(SHORT_FREE) != 0 || load<u32>(SHORT_TOP) < <u32>SHORT_COUNT;
}

/** A short message with the first `length` bytes of what lies in this thread's slot. There must be one left. */
// @ts-ignore: decorator
@inline
export function newShort(length: u32): u32 {
  let item = load<u32>(SHORT_FREE);
  if (item != 0) {
    store<u32>(SHORT_FREE, load<u32>(holdAddress(item), HOLD_NEXT));
  } else {
    const top = load<u32>(SHORT_TOP);
    item = <u32>HOLD_COUNT + top * SHORT_HOLDS;
    store<u32>(SHORT_TOP, top + 1);
  }
  store<u32>(holdAddress(item), length, HOLD_TARGET);
  copyWords(holdAddress(item) + SHORT_TEXT, slotAddress(selfSlot()) + SLOT_SHORT, length);
  return item;
}

/** Copies a short message into this thread's slot, and returns its length. */
// @ts-ignore: decorator
@inline
export function readShort(item: u32): u32 {
  const length = load<u32>(holdAddress(item), HOLD_TARGET);
  copyWords(slotAddress(selfSlot()) + SLOT_SHORT, holdAddress(item) + SHORT_TEXT, length);
  return length;
}

// @ts-ignore: decorator
@inline
export function freeShort(item: u32): void {
  store<u32>(holdAddress(item), load<u32>(SHORT_FREE), HOLD_NEXT);
  store<u32>(SHORT_FREE, item);
}

/** Copies at least `length` bytes, in whole words: both places have room for SHORT_BYTES. */
// @ts-ignore: decorator
@inline
function copyWords(to: usize, from: usize, length: u32): void {
  for (let at: usize = 0; at < <usize>length; at += 8) store<u64>(to + at, load<u64>(from + at));
}
