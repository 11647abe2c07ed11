// Sections: a thread is inside one for the whole of a core call. Who wants to kill a thread raises its stop word and
// then waits until its section count is 0. Both sides write their own word before they read the other's, with
// sequentially consistent operations, so at least one of them sees the other: either the thread finds the stop word
// raised and stays out, or the killer finds the count raised and waits.
import { SLOT_SECTIONS, SLOT_SIZE, SLOT_STOP, SLOTS, STOP_RAISED, STOP_SEEN } from "./layout";

/** The slot of the thread that has this instance. */
let self: i32 = 0;

export function bind(slot: i32): void {
  self = slot;
}

// @ts-ignore: decorator
@inline
export function selfSlot(): i32 {
  return self;
}

// @ts-ignore: decorator
@inline
export function slotAddress(slot: i32): usize {
  return SLOTS + slot * SLOT_SIZE;
}

/** Waits, outside, while a killer has this thread's stop word raised: it may still change its mind. */
// @ts-ignore: decorator
@inline
export function enter(): void {
  const slot = slotAddress(self);
  while (true) {
    atomic.add<i32>(slot, 1, SLOT_SECTIONS);
    if (atomic.load<i32>(slot, SLOT_STOP) == 0) return;
    atomic.sub<i32>(slot, 1, SLOT_SECTIONS);
    // Not asleep: the runtime would complain on the console of a thread that is stopped in its sleep.
    atomic.cmpxchg<i32>(slot, STOP_RAISED, STOP_SEEN, SLOT_STOP);
    while (atomic.load<i32>(slot, SLOT_STOP) != 0) continue;
  }
}

// @ts-ignore: decorator
@inline
export function leave(): void {
  atomic.sub<i32>(slotAddress(self), 1, SLOT_SECTIONS);
}
