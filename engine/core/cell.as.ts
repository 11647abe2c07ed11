// The life of a cell: FREE, filled by its client, QUEUED in its pool's ring, RUNNING in a worker, DONE or CANCELLED in its
// client's ring of completions, FREE again. Every step here is one call.
import {
  BLOCKED,
  CELL_CANCELLED,
  CELL_CLIENT,
  CELL_DONE,
  CELL_LEAVE,
  CELL_QUEUED,
  CELL_RESULT,
  CELL_RUNNING,
  CELL_SIZE,
  CELL_STATE,
  CELL_TIMED,
  CELL_WORKER,
  CELLS,
  CLOSED,
  NO_ROOM,
  OWNER_SLOT,
  SLOT_CELL,
  SLOT_COMPLETIONS,
} from "./layout";
import { appendHold, unlinkHold } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { popEntry, pushEntry, ringAddress } from "./ring.as";
import { enter, leave, selfSlot, slotAddress } from "./section.as";
import { ringDoorbell } from "./signal.as";

// @ts-ignore: decorator
@inline
function cellAddress(cell: u32): usize {
  return CELLS + <usize>cell * CELL_SIZE;
}

// @ts-ignore: decorator
@inline
function handBack(cell: i32): void {
  const client = load<i32>(cellAddress(cell), CELL_CLIENT);
  // The ring has room for every cell that there is.
  pushEntry(ringAddress(load<i32>(slotAddress(client), SLOT_COMPLETIONS)), cell);
  ringDoorbell(client);
}

/** Queues a filled cell in a pool's ring. Nobody is woken yet: see {@linkcode wake}. */
export function submit(ring: u32, cell: i32): i32 {
  enter();
  atomic.store<i32>(cellAddress(cell), CELL_QUEUED, CELL_STATE);
  const done = pushEntry(ringAddress(ring), cell);
  leave();
  return done ? 0 : NO_ROOM;
}

// @ts-ignore: decorator
@inline
function takeCell(ring: u32): i32 {
  while (true) {
    const cell = popEntry(ringAddress(ring));
    if (cell < 0) return BLOCKED;
    if (cell == CELL_LEAVE) return CLOSED;
    const address = cellAddress(cell);
    if (atomic.cmpxchg<i32>(address, CELL_QUEUED, CELL_RUNNING, CELL_STATE) == CELL_QUEUED) {
      store<i32>(address, selfSlot(), CELL_WORKER);
      atomic.store<i32>(slotAddress(selfSlot()), cell + 1, SLOT_CELL);
      return cell;
    }
    handBack(cell); // cancelled while it waited
  }
}

/** Takes the next cell that is not cancelled and runs it; BLOCKED if there is none, CLOSED if this thread is to end. */
export function take(ring: u32): i32 {
  enter();
  const cell = takeCell(ring);
  leave();
  return cell;
}

/** Hands a cell back to its client, with the block of its result, if it has one. */
export function complete(cell: i32): void {
  enter();
  const address = cellAddress(cell);
  const result = load<u32>(address, CELL_RESULT);
  if (result != 0) {
    lockHeap();
    unlinkHold(result);
    appendHold(result, OWNER_SLOT + load<i32>(address, CELL_CLIENT));
    unlockHeap();
  }
  atomic.store<i32>(slotAddress(selfSlot()), 0, SLOT_CELL);
  atomic.store<i32>(address, CELL_DONE, CELL_STATE);
  handBack(cell);
  leave();
}

/** Tells the client of a timed cell that it has started. */
export function announce(cell: i32): void {
  enter();
  const address = cellAddress(cell);
  atomic.store<i32>(address, 2, CELL_TIMED);
  ringDoorbell(load<i32>(address, CELL_CLIENT));
  leave();
}

/** Cancels a queued cell; the state that it was in. A cancelled cell comes back as a completion. */
export function cancel(cell: i32): i32 {
  enter();
  const state = atomic.cmpxchg<i32>(cellAddress(cell), CELL_QUEUED, CELL_CANCELLED, CELL_STATE);
  leave();
  return state;
}

/** Sets the state of a cell that only its client uses. */
export function setCell(cell: i32, state: i32): void {
  enter();
  atomic.store<i32>(cellAddress(cell), state, CELL_STATE);
  leave();
}
