// Conditions: a lock, and a line of those that wait for a change of what it protects. To give up the lock and to be in the
// line is one step, so no notification falls between; to have the lock again and to have used the notification is one
// step too, so none is lost with a thread that dies in between.
import {
  CONDITION_LOCK,
  LOCK_DEPTH,
  LOCK_OWNER,
  NO_ROOM,
  NOT_OWNER,
  OBJECT_WAITABLE,
  RECORD_ADDRESS,
  TICKET_AT,
  TICKET_LEFT,
  TICKET_STATE,
  TICKET_VALUE,
  TICKET_WAITS,
} from "./layout";
import { recordAddress } from "./gaps.as";
import { hasObject } from "./heap.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { openTicket, ticketOf } from "./open_ticket.as";
import { takeLock } from "./lock.as";
import { enter, leave, selfSlot } from "./section.as";
import { signal } from "./signal.as";
import { callOldest, joinLine, leaveLineAs } from "./ticket.as";

// @ts-ignore: decorator
@inline
function lockOf(object: usize): usize {
  return load<u32>(recordAddress(load<u32>(object, CONDITION_LOCK)), RECORD_ADDRESS);
}

/** Gives up the lock, however deep, and joins the line: this thread's hold on its ticket. NOT_OWNER, NO_ROOM. */
export function beginWait(object: usize): i32 {
  enter();
  lockHeap();
  const lock = lockOf(object);
  const me = selfSlot() + 1;
  const depth = load<i32>(lock, LOCK_DEPTH);
  let result: i32 = NO_ROOM;
  if (hasObject()) {
    // A lock that does not nest may be released by another thread at any moment, hence not by a store. Whoever has the lock
    // next cannot call the line before this thread is in it: that takes the heap lock.
    if (atomic.cmpxchg<i32>(lock, me, 0, LOCK_OWNER) == me) {
      result = openTicket(object, depth);
      joinLine(object, ticketOf(result));
      signal(lock + OBJECT_WAITABLE, -1);
    } else {
      result = NOT_OWNER;
    }
  }
  unlockHeap();
  leave();
  return result;
}

/** Calls the `count` oldest of the line. NOT_OWNER if this thread does not have the lock. */
export function notify(object: usize, count: i32): i32 {
  enter();
  lockHeap();
  let result: i32 = NOT_OWNER;
  if (atomic.load<i32>(lockOf(object), LOCK_OWNER) == selfSlot() + 1) {
    callOldest(object, count);
    result = 0;
  }
  unlockHeap();
  leave();
  return result;
}

/** Waits no longer. Returns the state that the ticket was in: it may have been called. */
export function leaveLine(hold: u32): i32 {
  enter();
  lockHeap();
  const ticket = ticketOf(hold);
  const state = load<i32>(ticket, TICKET_STATE);
  if (state == TICKET_WAITS) leaveLineAs(load<u32>(ticket, TICKET_AT), ticket, TICKET_LEFT);
  unlockHeap();
  leave();
  return state;
}

/**
 * Takes the lock back, as deep as it was, and the ticket is used up: 0, or 1 if the last owner died holding it. BLOCKED or
 * UNSTOPPABLE, as for `acquire`.
 */
export function resume(hold: u32): i32 {
  enter();
  const ticket = ticketOf(hold);
  const lock = lockOf(load<u32>(ticket, TICKET_AT));
  const result = takeLock(lock, selfSlot() + 1);
  if (result >= 0) {
    store<i32>(lock, load<i32>(ticket, TICKET_VALUE), LOCK_DEPTH);
    // Not in the line any more, so nobody else writes it.
    store<i32>(ticket, TICKET_LEFT, TICKET_STATE);
  }
  leave();
  return result;
}
