// Holds: who keeps what alive. An owner (a thread's slot, or a record) lists its holds, oldest first. All of it under
// the heap lock.
import {
  HOLD_COUNT,
  HOLD_FREE,
  HOLD_NEXT,
  HOLD_OWNER,
  HOLD_PREVIOUS,
  HOLD_SIZE,
  HOLD_TARGET,
  HOLD_TOP,
  HOLDS,
  OWNER_SLOT,
  RECORD_HOLDERS,
  RECORD_OWNED,
  SLOT_HOLDS,
} from "./layout";
import { recordAddress } from "./gaps.as";
import { slotAddress } from "./section.as";

// @ts-ignore: decorator
@inline
export function holdAddress(hold: u32): usize {
  return HOLDS + <usize>hold * HOLD_SIZE;
}

/** Where the owner keeps the head of its list; the tail follows. */
// @ts-ignore: decorator
@inline
export function ownerList(owner: u32): usize {
  return owner & OWNER_SLOT
    ? slotAddress(owner & ~OWNER_SLOT) + SLOT_HOLDS
    : recordAddress(owner) + RECORD_OWNED;
}

// @ts-ignore: decorator
@inline
export function hasHold(): bool {
  return load<u32>(HOLD_FREE) != 0 || load<u32>(HOLD_TOP) < <u32>HOLD_COUNT;
}

/** Whether `count` holds are left. */
// @ts-ignore: decorator
@inline
export function hasHolds(count: i32): bool {
  let free = load<u32>(HOLD_FREE);
  while (free != 0 && count > 0) {
    free = load<u32>(holdAddress(free), HOLD_NEXT);
    count--;
  }
  return load<u32>(HOLD_TOP) + count <= <u32>HOLD_COUNT;
}

// @ts-ignore: decorator
@inline
export function appendHold(hold: u32, owner: u32): void {
  const address = holdAddress(hold);
  const list = ownerList(owner);
  const tail = load<u32>(list, 4);
  store<u32>(address, owner, HOLD_OWNER);
  store<u32>(address, 0, HOLD_NEXT);
  store<u32>(address, tail, HOLD_PREVIOUS);
  if (tail != 0) store<u32>(holdAddress(tail), hold, HOLD_NEXT);
  else store<u32>(list, hold);
  store<u32>(list, hold, 4);
}

// @ts-ignore: decorator
@inline
export function unlinkHold(hold: u32): void {
  const address = holdAddress(hold);
  const list = ownerList(load<u32>(address, HOLD_OWNER));
  const next = load<u32>(address, HOLD_NEXT);
  const previous = load<u32>(address, HOLD_PREVIOUS);
  if (next != 0) store<u32>(holdAddress(next), previous, HOLD_PREVIOUS);
  else store<u32>(list, previous, 4);
  if (previous != 0) store<u32>(holdAddress(previous), next, HOLD_NEXT);
  else store<u32>(list, next);
}

/** A new hold of `owner` on `record`. There must be one left: see {@linkcode hasHold}. */
// @ts-ignore: decorator
@inline
export function newHold(record: u32, owner: u32): u32 {
  let hold = load<u32>(HOLD_FREE);
  if (hold != 0) {
    store<u32>(HOLD_FREE, load<u32>(holdAddress(hold), HOLD_NEXT));
  } else {
    hold = load<u32>(HOLD_TOP);
    store<u32>(HOLD_TOP, hold + 1);
  }
  store<u32>(holdAddress(hold), record, HOLD_TARGET);
  const address = recordAddress(record);
  store<u32>(address, load<u32>(address, RECORD_HOLDERS) + 1, RECORD_HOLDERS);
  appendHold(hold, owner);
  return hold;
}

// @ts-ignore: decorator
@inline
export function putHold(hold: u32): void {
  const address = holdAddress(hold);
  store<u32>(address, 0, HOLD_TARGET);
  store<u32>(address, load<u32>(HOLD_FREE), HOLD_NEXT);
  store<u32>(HOLD_FREE, hold);
}
