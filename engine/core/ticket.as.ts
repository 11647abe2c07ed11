// Tickets: what one wait has of a condition or a barrier, a place in its line, and what a guard has of a semaphore, a
// permit, and what a thread has of a queue whose items are reported done: the items that it has taken. The thread holds its ticket, and the ticket its object. Freed, whether because the thread is done or because it
// died, a ticket gives back what it still has. All of it under the heap lock.
import {
  BARRIER_ACTS,
  BARRIER_BROKEN,
  BROKEN_BY_DEATH,
  KIND_CONDITION,
  KIND_QUEUE,
  KIND_SEMAPHORE,
  LINE_FIRST,
  LINE_LAST,
  LINE_LENGTH,
  NOT_OWNER,
  OBJECT_KIND,
  OBJECT_WAITABLE,
  QUEUE_LOST,
  QUEUE_SWAPPED,
  SEMAPHORE_LIMIT,
  SEMAPHORE_VALUE,
  TICKET_ACTS,
  TICKET_AT,
  TICKET_BROKEN,
  TICKET_CALLED,
  TICKET_NEXT,
  TICKET_PREVIOUS,
  TICKET_STATE,
  TICKET_VALUE,
  TICKET_WAITS,
} from "./layout";
import { signal } from "./signal.as";

// @ts-ignore: decorator
@inline
export function joinLine(object: usize, ticket: usize): void {
  const last: usize = load<u32>(object, LINE_LAST);
  store<u32>(ticket, last, TICKET_PREVIOUS);
  if (last != 0) store<u32>(last, ticket, TICKET_NEXT);
  else store<u32>(object, ticket, LINE_FIRST);
  store<u32>(object, ticket, LINE_LAST);
  atomic.store<i32>(object, load<i32>(object, LINE_LENGTH) + 1, LINE_LENGTH);
}

/** Takes a ticket out of its line, into another state. */
// @ts-ignore: decorator
@inline
export function leaveLineAs(object: usize, ticket: usize, state: i32): void {
  const next: usize = load<u32>(ticket, TICKET_NEXT);
  const previous: usize = load<u32>(ticket, TICKET_PREVIOUS);
  if (next != 0) store<u32>(next, previous, TICKET_PREVIOUS);
  else store<u32>(object, previous, LINE_LAST);
  if (previous != 0) store<u32>(previous, next, TICKET_NEXT);
  else store<u32>(object, next, LINE_FIRST);
  atomic.store<i32>(object, load<i32>(object, LINE_LENGTH) - 1, LINE_LENGTH);
  atomic.store<i32>(ticket, state, TICKET_STATE);
  signal(ticket + OBJECT_WAITABLE, -1);
}

/** Calls the `count` oldest of a line, or as many as there are. */
// @ts-ignore: decorator
@inline
export function callOldest(object: usize, count: i32): void {
  while (count-- > 0) {
    const ticket: usize = load<u32>(object, LINE_FIRST);
    if (ticket == 0) break;
    leaveLineAs(object, ticket, TICKET_CALLED);
  }
}

/** Breaks a barrier, unless it is broken already: all that wait at it are told why. */
// @ts-ignore: decorator
@inline
export function breakLocked(object: usize, reason: i32): void {
  if (load<i32>(object, BARRIER_BROKEN) == 0) atomic.store<i32>(object, reason, BARRIER_BROKEN);
  store<i32>(object, 0, BARRIER_ACTS);
  while (true) {
    const ticket: usize = load<u32>(object, LINE_FIRST);
    if (ticket == 0) break;
    store<i32>(ticket, reason, TICKET_VALUE);
    leaveLineAs(object, ticket, TICKET_BROKEN);
  }
  signal(object + OBJECT_WAITABLE, -1);
}

/** One permit more; NOT_OWNER if there are as many as there may be. The only step here that needs no heap lock. */
// @ts-ignore: decorator
@inline
export function addOnePermit(object: usize): i32 {
  let value = atomic.load<i32>(object, SEMAPHORE_VALUE);
  while (value < load<i32>(object, SEMAPHORE_LIMIT)) {
    const seen = atomic.cmpxchg<i32>(object, value, value + 1, SEMAPHORE_VALUE);
    if (seen == value) {
      signal(object + OBJECT_WAITABLE, -1);
      return 0;
    }
    value = seen;
  }
  return NOT_OWNER;
}

/** A thread has ended that had taken so many items. Those that other threads have reported done in its place are not lost. */
// @ts-ignore: decorator
@inline
function loseTaken(queue: usize, taken: u32): void {
  const swapped = load<u32>(queue, QUEUE_SWAPPED);
  const settled = taken < swapped ? taken : swapped;
  store<u32>(queue, swapped - settled, QUEUE_SWAPPED);
  if (taken == settled) return;
  atomic.store<u32>(queue, load<u32>(queue, QUEUE_LOST) + taken - settled, QUEUE_LOST);
  signal(queue + OBJECT_WAITABLE, -1);
}

/** A ticket is freed: a permit goes back, a call goes to the next in line, a barrier that lacks a party breaks. */
// @ts-ignore: decorator
@inline
export function giveBack(ticket: usize): void {
  const object: usize = load<u32>(ticket, TICKET_AT);
  const kind = load<i32>(object, OBJECT_KIND);
  const state = load<i32>(ticket, TICKET_STATE);
  if (kind == KIND_SEMAPHORE) {
    addOnePermit(object);
  } else if (kind == KIND_QUEUE) {
    loseTaken(object, load<u32>(ticket, TICKET_VALUE));
  } else if (kind == KIND_CONDITION) {
    if (state == TICKET_WAITS) leaveLineAs(object, ticket, TICKET_CALLED);
    else if (state == TICKET_CALLED) callOldest(object, 1);
  } else if (state == TICKET_WAITS || state == TICKET_ACTS) {
    breakLocked(object, BROKEN_BY_DEATH);
  }
}
