// Sections: a thread is inside one for the whole of a core call. Who wants to kill a thread raises its stop word and
// then waits until its section count is 0. Both sides write their own word before they read the other's, with
// sequentially consistent operations, so at least one of them sees the other: either the thread finds the stop word
// raised and stays out, or the killer finds the count raised and waits.
import { SLOT_SECTIONS, SLOT_SIZE, SLOT_STOP, SLOTS, STOP_FINAL, STOP_RAISED, STOP_SEEN } from "./layout";

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

/** Looks at a final stop word, some tenths of a second of them, before the call traps. */
const LAST_LOOKS = 1 << 27;

/**
 * Waits, outside, while a killer has this thread's stop word raised: it may still change its mind. Once that is final the thread is
 * about to be terminated, here. If it is not, the runtime has let the termination get lost, as Deno does during an import:
 * then the call traps, so that the thread comes back to its event loop, which ends it.
 */
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
    let looks: i32 = LAST_LOOKS;
    while (true) {
      const stop = atomic.load<i32>(slot, SLOT_STOP);
      if (stop == 0) break;
      if (stop == STOP_FINAL && --looks == 0) unreachable();
    }
  }
}

// @ts-ignore: decorator
@inline
export function leave(): void {
  atomic.sub<i32>(slotAddress(self), 1, SLOT_SECTIONS);
}
