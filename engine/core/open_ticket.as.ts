import { HOLD_TARGET, KIND_TICKET, OBJECT_RECORD, RECORD_ADDRESS, TICKET_VALUE, TICKET_WAITS } from "./layout";
import { recordAddress } from "./gaps.as";
import { createLocked } from "./heap.as";
import { holdAddress, newHold } from "./holds.as";

/** Where the ticket lies that this thread has a hold on. */
// @ts-ignore: decorator
@inline
export function ticketOf(hold: u32): usize {
  return load<u32>(recordAddress(load<u32>(holdAddress(hold), HOLD_TARGET)), RECORD_ADDRESS);
}

/** A new ticket for an object: this thread's hold on it. Under the heap lock, and there must be room: see `hasObject`. */
// @ts-ignore: decorator
@inline
export function openTicket(object: usize, value: i32): i32 {
  const hold = createLocked(KIND_TICKET, <i32>object, TICKET_WAITS);
  newHold(load<u32>(object, OBJECT_RECORD), load<u32>(holdAddress(hold), HOLD_TARGET));
  store<i32>(ticketOf(hold), value, TICKET_VALUE);
  return hold;
}
