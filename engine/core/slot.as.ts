// A thread's slot: opened before the thread starts, reaped after its death.
import {
  CONDITION_LOCK,
  KIND_CONDITION,
  OBJECT_RECORD,
  HOLD_TARGET,
  KILLED,
  KIND_LOCK,
  KIND_RLOCK,
  LOCK_ABANDONED,
  LOCK_OWNER,
  MORE,
  NO_ROOM,
  OBJECT_KIND,
  OBJECT_SIZE,
  OBJECT_TOP,
  OBJECT_WAITABLE,
  OBJECTS,
  POOL_RING_COUNT,
  RECORD_TAINTED,
  RING_OWNERS,
  SERIALS,
  SLOT_COMPLETIONS,
  SLOT_COUNT,
  SLOT_DOORBELL,
  SLOT_DOZING,
  SLOT_ENDING,
  SLOT_EXIT_CODE,
  SLOT_GENERATION,
  SLOT_HOLDS,
  SLOT_KILL,
  SLOT_LIFE,
  SLOT_DEATH_REPORTED,
  SLOT_ORDER,
  SLOT_PARENT,
  SLOT_PARKED,
  SLOT_REPORT,
  SLOT_SECTIONS,
  SLOT_SERIAL,
  SLOT_STATE,
  SLOT_STOP,
  SLOT_WAS_READY,
  SLOT_KILLED_SERIAL,
  STATE_REQUESTED,
  STATE_CLAIMED,
  STATE_DEAD,
  STATE_ENDED,
  STATE_FINISHED,
  STATE_FREE,
  STATE_GONE,
  STATE_READY,
  STATE_STARTING,
  STOP_FINAL,
  CORRUPTED,
  ENDING_NEVER,
  WAIT_INTEREST,
  WAIT_SLEEPERS,
} from "./layout";
import { countSince, nextSerial } from "./count.as";
import { recordAddress } from "./gaps.as";
import { releaseLocked } from "./release.as";
import { holdAddress } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { enter, leave, selfSlot, slotAddress } from "./section.as";
import { requestMain, ringDoorbell, signal } from "./signal.as";
import { callOldest } from "./ticket.as";

const RELEASES_A_CALL = 1024;

/**
 * Prepares a slot. The counters of its waitable and of its doorbell go on counting, and its sections are its own: the main
 * thread is inside one while it opens its slot.
 */
// @ts-ignore: decorator
@inline
function clearSlot(slot: i32, completions: i32): void {
  const address = slotAddress(slot);
  const generation = load<u32>(address, SLOT_GENERATION);
  for (let offset: usize = 0; offset < <usize>SLOT_LIFE; offset += 4) {
    if (offset != SLOT_DOORBELL && offset != SLOT_SECTIONS) atomic.store<i32>(address + offset, 0);
  }
  store<u32>(address, generation + 1, SLOT_GENERATION);
  store<i32>(address, completions, SLOT_COMPLETIONS);
  store<i32>(address, selfSlot(), SLOT_PARENT);
  store<u32>(address, slot == 0 ? 0 : nextSerial(SERIALS), SLOT_SERIAL);
  store<i32>(address, 0, SLOT_ORDER);
  store<i32>(address, 0, SLOT_REPORT);
  atomic.store<i32>(address, 0, SLOT_KILL);
  atomic.store<i32>(address, 0, SLOT_DEATH_REPORTED);
  atomic.store<i32>(address, 0, SLOT_DOZING);
  atomic.store<i32>(address, 0, SLOT_ENDING);
  store<i32>(address, 0, SLOT_KILLED_SERIAL);
}

/** Prepares a slot of the caller's choice for a new thread. */
export function openSlot(slot: i32, completions: i32): void {
  enter();
  clearSlot(slot, completions);
  atomic.store<i32>(slotAddress(slot), STATE_STARTING, SLOT_STATE);
  leave();
}

/**
 * A free slot for a thread that this one starts, or asks for; NO_ROOM if there is none. Low numbers first, but those of killed
 * threads last, in the order in which they were killed: such a thread may run on for some time, and the stop word of its
 * slot keeps it out of the engine.
 */
export function claimSlot(): i32 {
  enter();
  lockHeap();
  let slot: i32 = NO_ROOM;
  const killed = atomic.load<u32>(KILLED);
  let longest: u32 = 0;
  for (let candidate: i32 = 1; candidate < SLOT_COUNT; candidate++) {
    const address = slotAddress(candidate);
    const state = atomic.load<i32>(address, SLOT_STATE);
    if (state != STATE_FREE && state != STATE_DEAD) continue;
    const killedSerial = load<u32>(address, SLOT_KILLED_SERIAL);
    // Since its thread was killed, so many others were.
    const age = killedSerial == 0 ? u32.MAX_VALUE : countSince(killed, killedSerial);
    if (age <= longest) continue;
    slot = candidate;
    longest = age;
    if (killedSerial == 0) break;
  }
  if (slot >= 0) {
    clearSlot(slot, slot);
    atomic.store<i32>(slotAddress(slot), selfSlot() == 0 ? STATE_STARTING : STATE_CLAIMED, SLOT_STATE);
  }
  unlockHeap();
  leave();
  return slot;
}

/** Asks the main thread to start the thread that an order names, in a slot that this thread has claimed. */
export function requestThread(slot: i32, order: i32): void {
  enter();
  store<i32>(slotAddress(slot), order, SLOT_ORDER);
  atomic.store<i32>(slotAddress(slot), STATE_REQUESTED, SLOT_STATE);
  requestMain();
  leave();
}

/** The main thread begins to start a thread that was asked for. */
export function answerRequest(slot: i32): void {
  enter();
  atomic.store<i32>(slotAddress(slot), STATE_STARTING, SLOT_STATE);
  leave();
}

/** Asks the main thread to kill a thread: see SLOT_KILL. */
export function requestKill(slot: i32, how: i32): void {
  enter();
  atomic.store<i32>(slotAddress(slot), how, SLOT_KILL);
  requestMain();
  leave();
}

/**
 * Tells how far a thread's end has come: one of ENDING_…. With the first, `report` is its parent's hold of a message that tells
 * how it ended, 0 if there is none. With the last, those that wait for its locks look, and are refused.
 */
export function tellEnding(slot: i32, ending: i32, report: i32): void {
  enter();
  const address = slotAddress(slot);
  if (report != 0) store<i32>(address, report, SLOT_REPORT);
  atomic.store<i32>(address, ending, SLOT_ENDING);
  signal(address + SLOT_LIFE, -1);
  if (ending == ENDING_NEVER) {
    lockHeap();
    const top = <usize>OBJECTS + <usize>load<u32>(OBJECT_TOP) * OBJECT_SIZE;
    for (let object: usize = OBJECTS; object < top; object += OBJECT_SIZE) {
      const kind = load<i32>(object, OBJECT_KIND);
      if (kind != KIND_LOCK && kind != KIND_RLOCK) continue;
      if (atomic.load<i32>(object, LOCK_OWNER) == slot + 1) signal(object + OBJECT_WAITABLE, -1);
    }
    unlockHeap();
  }
  leave();
}

/** A reaped slot is free: its parent has seen that its thread is gone. */
export function freeSlot(slot: i32): void {
  enter();
  atomic.store<i32>(slotAddress(slot), STATE_DEAD, SLOT_STATE);
  leave();
}

/** This thread's state changes. */
export function setState(state: i32): void {
  enter();
  const address = slotAddress(selfSlot());
  if (state == STATE_READY) store<i32>(address, 1, SLOT_WAS_READY);
  atomic.store<i32>(address, state, SLOT_STATE);
  signal(address + SLOT_LIFE, -1);
  // A thread is not killed while it boots. The killer marks it first and looks at its state then.
  if (atomic.load<i32>(address, SLOT_KILL) != 0) requestMain();
  leave();
}

/**
 * This thread ends by itself. From here on it can do nothing to the engine: whatever runs on in it comes no further than the door
 * of the next section.
 */
export function finish(exitCode: i32): void {
  enter();
  const address = slotAddress(selfSlot());
  atomic.store<i32>(address, STOP_FINAL, SLOT_STOP);
  store<i32>(address, exitCode, SLOT_EXIT_CODE);
  atomic.store<i32>(address, STATE_FINISHED, SLOT_STATE);
  signal(address + SLOT_LIFE, -1);
  // Its parent waits for the main thread to reap the slot.
  if (load<i32>(address, SLOT_PARENT) != 0) requestMain();
  leave();
}

/** Reports the proof that the thread that had a slot is dead, unless the slot is another's by now. */
export function reportDeath(slot: i32, generation: u32): void {
  enter();
  const address = slotAddress(slot);
  const state = atomic.load<i32>(address, SLOT_STATE);
  const isOver = state == STATE_DEAD || state == STATE_FREE || state == STATE_ENDED;
  if (!isOver && load<u32>(address, SLOT_GENERATION) == generation) {
    if (state != STATE_FINISHED) atomic.store<i32>(address, STATE_GONE, SLOT_STATE);
    atomic.store<i32>(address, 1, SLOT_DEATH_REPORTED);
    signal(address + SLOT_LIFE, -1);
    requestMain();
  }
  leave();
}

/** The next changes of a waitable ring this thread's doorbell, once. */
export function watch(waitable: usize): void {
  enter();
  const slot = selfSlot();
  atomic.or<i32>(waitable + ((slot >> 5) << 2), 1 << (slot & 31), WAIT_INTEREST);
  leave();
}

/** This thread is about to sleep on a waitable. */
export function park(waitable: usize): void {
  enter();
  store<i32>(slotAddress(selfSlot()), <i32>waitable, SLOT_PARKED);
  atomic.add<i32>(waitable, 1, WAIT_SLEEPERS);
  leave();
}

/** It sleeps no more. */
export function unpark(): void {
  enter();
  const address = slotAddress(selfSlot());
  atomic.sub<i32>(<usize>load<i32>(address, SLOT_PARKED), 1, WAIT_SLEEPERS);
  store<i32>(address, 0, SLOT_PARKED);
  leave();
}

/** Rings a thread's doorbell. */
export function ring(slot: i32): void {
  enter();
  ringDoorbell(slot);
  leave();
}

/** Signals a waitable: wakes all that sleep on it, and every interested thread. */
export function wake(waitable: usize): void {
  enter();
  signal(waitable, -1);
  leave();
}

/** Signals a waitable for which so many sleepers are enough. */
export function wakeSome(waitable: usize, sleepers: i32): void {
  enter();
  signal(waitable, sleepers);
  leave();
}

/** Raises or lowers a thread's stop word: that of a thread which has ended stays raised. */
export function setStop(slot: i32, raised: i32): void {
  enter();
  const address = slotAddress(slot);
  if (raised || atomic.load<i32>(address, SLOT_STATE) != STATE_FINISHED) {
    atomic.store<i32>(address, raised, SLOT_STOP);
  }
  leave();
}

/** A dead owner's lock is free, and whoever waits for a change that the owner may have made looks for himself. */
// @ts-ignore: decorator
@inline
function abandonLocked(lock: usize, owner: i32): void {
  // Another thread may release a lock that does not nest just now, and a third have it: so this is one step, and nothing else.
  atomic.cmpxchg<i32>(lock, owner, LOCK_ABANDONED, LOCK_OWNER);
  signal(lock + OBJECT_WAITABLE, -1);
  const record = load<u32>(lock, OBJECT_RECORD);
  const top = <usize>OBJECTS + <usize>load<u32>(OBJECT_TOP) * OBJECT_SIZE;
  for (let object: usize = OBJECTS; object < top; object += OBJECT_SIZE) {
    if (load<i32>(object, OBJECT_KIND) != KIND_CONDITION) continue;
    if (load<u32>(object, CONDITION_LOCK) == record) callOldest(object, i32.MAX_VALUE);
  }
}

/**
 * Cleans up after a dead thread: its locks are abandoned, its sleep is undone, its holds are released, `tainted` if it was
 * killed and may still write, and its rings are free. MORE until all is done; CORRUPTED if it died inside a section. The slot is
 * free then if `freed`, else its parent's.
 */
export function reap(slot: i32, tainted: i32, freed: i32): i32 {
  const address = slotAddress(slot);
  if (atomic.load<i32>(address, SLOT_SECTIONS) != 0) return CORRUPTED;
  enter();
  lockHeap();
  const top = <usize>OBJECTS + <usize>load<u32>(OBJECT_TOP) * OBJECT_SIZE;
  for (let object: usize = OBJECTS; object < top; object += OBJECT_SIZE) {
    const kind = load<i32>(object, OBJECT_KIND);
    if (kind != KIND_LOCK && kind != KIND_RLOCK) continue;
    if (atomic.load<i32>(object, LOCK_OWNER) == slot + 1) abandonLocked(object, slot + 1);
  }
  const parked: usize = load<i32>(address, SLOT_PARKED);
  if (parked != 0) {
    store<i32>(address, 0, SLOT_PARKED);
    atomic.sub<i32>(parked, 1, WAIT_SLEEPERS);
    signal(parked, -1);
  }
  let releases = RELEASES_A_CALL;
  let hold = load<u32>(address, SLOT_HOLDS);
  while (hold != 0 && releases-- > 0) {
    if (tainted) store<i32>(recordAddress(load<u32>(holdAddress(hold), HOLD_TARGET)), 1, RECORD_TAINTED);
    releaseLocked(hold);
    hold = load<u32>(address, SLOT_HOLDS);
  }
  if (hold == 0) {
    for (let index: usize = 0; index < <usize>POOL_RING_COUNT; index++) {
      atomic.cmpxchg<i32>(RING_OWNERS + (index << 2), slot + 1, 0);
    }
    if (tainted) store<u32>(address, nextSerial(KILLED), SLOT_KILLED_SERIAL);
    // Under the heap lock: who hands holds over to a thread that is dying looks at this first.
    atomic.store<i32>(address, freed ? STATE_DEAD : STATE_ENDED, SLOT_STATE);
    signal(address + SLOT_LIFE, -1);
  }
  unlockHeap();
  leave();
  return hold == 0 ? 0 : MORE;
}
