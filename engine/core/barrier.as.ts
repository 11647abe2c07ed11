// Barriers: a line that is let through when it is as long as there are parties. The next round may begin at once, as each
// ticket keeps what became of it.
import {
  BARRIER_ACTS,
  BARRIER_BROKEN,
  BARRIER_HAS_ACTION,
  BARRIER_PARTIES,
  BLOCKED,
  BROKEN_BY_RESET,
  CLOSED,
  LINE_LENGTH,
  NO_ROOM,
  OBJECT_WAITABLE,
  TICKET_ACTS,
  TICKET_AT,
  TICKET_STATE,
  TICKET_WAITS,
} from "./layout";
import { hasObject } from "./heap.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { openTicket, ticketOf } from "./open_ticket.as";
import { enter, leave } from "./section.as";
import { signal } from "./signal.as";
import { breakLocked, callOldest, joinLine } from "./ticket.as";

// @ts-ignore: decorator
@inline
function letThrough(object: usize): void {
  store<i32>(object, 0, BARRIER_ACTS);
  callOldest(object, i32.MAX_VALUE);
  signal(object + OBJECT_WAITABLE, -1); // who came while the action ran
}

/**
 * Joins the line: this thread's hold on its ticket. The last party lets all through, or if there is an action is to run it first.
 * BLOCKED while another does that, CLOSED if the barrier is broken, NO_ROOM.
 */
export function arrive(object: usize): i32 {
  enter();
  lockHeap();
  let result: i32 = BLOCKED;
  if (load<i32>(object, BARRIER_BROKEN) != 0) {
    result = CLOSED;
  } else if (load<i32>(object, BARRIER_ACTS) == 0) {
    result = NO_ROOM;
    if (hasObject()) {
      const place = load<i32>(object, LINE_LENGTH);
      result = openTicket(object, place);
      joinLine(object, ticketOf(result));
      if (place + 1 == load<i32>(object, BARRIER_PARTIES)) {
        if (load<i32>(object, BARRIER_HAS_ACTION) != 0) {
          store<i32>(object, 1, BARRIER_ACTS);
          atomic.store<i32>(ticketOf(result), TICKET_ACTS, TICKET_STATE);
        } else {
          letThrough(object);
        }
      }
    }
  }
  unlockHeap();
  leave();
  return result;
}

/** The action is done: lets all through, unless the barrier was broken meanwhile. Returns the state of the ticket then. */
export function openBarrier(hold: u32): i32 {
  enter();
  lockHeap();
  const ticket = ticketOf(hold);
  if (load<i32>(ticket, TICKET_STATE) == TICKET_ACTS) letThrough(load<u32>(ticket, TICKET_AT));
  const state = load<i32>(ticket, TICKET_STATE);
  unlockHeap();
  leave();
  return state;
}

/** Waits no longer: breaks the barrier, unless that has let this ticket through. Returns the state of the ticket then. */
export function giveUp(hold: u32, reason: i32): i32 {
  enter();
  lockHeap();
  const ticket = ticketOf(hold);
  const state = load<i32>(ticket, TICKET_STATE);
  if (state == TICKET_WAITS || state == TICKET_ACTS) breakLocked(load<u32>(ticket, TICKET_AT), reason);
  const after = load<i32>(ticket, TICKET_STATE);
  unlockHeap();
  leave();
  return after;
}

/** Breaks it for all that wait, and for those that come. */
export function breakBarrier(object: usize, reason: i32): void {
  enter();
  lockHeap();
  breakLocked(object, reason);
  unlockHeap();
  leave();
}

/** Breaks it for all that wait, and mends it for those that come. */
export function resetBarrier(object: usize): void {
  enter();
  lockHeap();
  breakLocked(object, BROKEN_BY_RESET);
  atomic.store<i32>(object, 0, BARRIER_BROKEN);
  unlockHeap();
  leave();
}
