// Semaphores: a number of permits. Who takes one for good says nothing about who gives it back; a guard's permit belongs
// to its thread, and comes back when that dies.
import { BLOCKED, NO_ROOM, SEMAPHORE_VALUE } from "./layout";
import { hasObject } from "./heap.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { openTicket } from "./open_ticket.as";
import { enter, leave } from "./section.as";
import { addOnePermit } from "./ticket.as";

// @ts-ignore: decorator
@inline
function takeOne(object: usize): bool {
  let value = atomic.load<i32>(object, SEMAPHORE_VALUE);
  while (value > 0) {
    const seen = atomic.cmpxchg<i32>(object, value, value - 1, SEMAPHORE_VALUE);
    if (seen == value) return true;
    value = seen;
  }
  return false;
}

/** Takes a permit: 0, or BLOCKED if there is none. */
export function takePermit(object: usize): i32 {
  enter();
  const result: i32 = takeOne(object) ? 0 : BLOCKED;
  leave();
  return result;
}

/** Takes a permit that goes back with the hold that is returned. BLOCKED, NO_ROOM. */
export function takePermitForGuard(object: usize): i32 {
  enter();
  lockHeap();
  let result: i32 = NO_ROOM;
  if (hasObject()) result = takeOne(object) ? openTicket(object, 0) : BLOCKED;
  unlockHeap();
  leave();
  return result;
}

/** Gives a permit back; NOT_OWNER if there are as many as there may be. */
export function addPermit(object: usize): i32 {
  enter();
  const result = addOnePermit(object);
  leave();
  return result;
}
