// A thread's slot: opened before the thread starts, reaped after its death.
import {
  CONDITION_LOCK,
  HOLD_NEXT,
  HOLD_TARGET,
  KIND_CONDITION,
  KIND_LOCK,
  KIND_RLOCK,
  LOCK_ABANDONED,
  LOCK_DEPTH,
  LOCK_OWNER,
  MORE,
  OBJECT_KIND,
  OBJECT_RECORD,
  OBJECT_SIZE,
  OBJECT_TOP,
  OBJECT_WAITABLE,
  OBJECTS,
  RECORD_TAINTED,
  SLOT_COMPLETIONS,
  SLOT_DOORBELL,
  SLOT_EXIT_CODE,
  SLOT_GENERATION,
  SLOT_HOLDS,
  SLOT_LAST_WORDS,
  SLOT_LIFE,
  SLOT_PARKED,
  SLOT_SECTIONS,
  SLOT_STATE,
  SLOT_STOP,
  SLOT_WAS_READY,
  STATE_DEAD,
  STATE_FINISHED,
  STATE_FREE,
  STATE_GONE,
  STATE_READY,
  STATE_STARTING,
  TORN,
  WAIT_INTEREST,
  WAIT_SLEEPERS,
} from "./layout";
import { recordAddress } from "./gaps.as";
import { releaseLocked } from "./heap.as";
import { holdAddress } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { enter, leave, selfSlot, slotAddress } from "./section.as";
import { signal } from "./signal.as";
import { callOldest } from "./ticket.as";

const RELEASES_A_CALL = 1024;

/**
 * Prepares a slot for a new thread. The counters of its waitable and of its doorbell go on counting, and its sections are its
 * own: the main thread is inside one while it opens its slot.
 */
export function openSlot(slot: i32, completions: i32): void {
  enter();
  lockHeap();
  const address = slotAddress(slot);
  const generation = load<i32>(address, SLOT_GENERATION);
  for (let offset: usize = 0; offset < <usize>SLOT_LIFE; offset += 4) {
    if (offset != SLOT_DOORBELL && offset != SLOT_SECTIONS) atomic.store<i32>(address + offset, 0);
  }
  store<i32>(address, generation + 1, SLOT_GENERATION);
  store<i32>(address, completions, SLOT_COMPLETIONS);
  atomic.store<i32>(address, STATE_STARTING, SLOT_STATE);
  unlockHeap();
  leave();
}

/** This thread's state changes. */
export function setState(state: i32): void {
  enter();
  const address = slotAddress(selfSlot());
  if (state == STATE_READY) store<i32>(address, 1, SLOT_WAS_READY);
  atomic.store<i32>(address, state, SLOT_STATE);
  signal(address + SLOT_LIFE, -1);
  leave();
}

/** This thread ends by itself. */
export function finish(exitCode: i32): void {
  enter();
  const address = slotAddress(selfSlot());
  store<i32>(address, exitCode, SLOT_EXIT_CODE);
  atomic.store<i32>(address, STATE_FINISHED, SLOT_STATE);
  signal(address + SLOT_LIFE, -1);
  leave();
}

/** Reports that the thread that had a slot is dead, unless that is known, or the slot is another's by now. */
export function mourn(slot: i32, generation: i32): void {
  enter();
  const address = slotAddress(slot);
  const state = atomic.load<i32>(address, SLOT_STATE);
  const isKnown = state == STATE_FINISHED || state == STATE_DEAD || state == STATE_FREE;
  if (!isKnown && load<i32>(address, SLOT_GENERATION) == generation) {
    atomic.store<i32>(address, STATE_GONE, SLOT_STATE);
    signal(address + SLOT_LIFE, -1);
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

/** Raises or lowers a thread's stop word. */
export function setStop(slot: i32, raised: i32): void {
  enter();
  atomic.store<i32>(slotAddress(slot), raised, SLOT_STOP);
  leave();
}

/** A dead owner's lock is free, and whoever waits for a change that the owner may have made looks for himself. */
// @ts-ignore: decorator
@inline
function abandonLocked(lock: usize, owner: i32): void {
  store<i32>(lock, 1, LOCK_ABANDONED);
  store<i32>(lock, 0, LOCK_DEPTH);
  // Another thread may release a lock that does not nest just now.
  atomic.cmpxchg<i32>(lock, owner, 0, LOCK_OWNER);
  signal(lock + OBJECT_WAITABLE, -1);
  const record = load<u32>(lock, OBJECT_RECORD);
  const top = <usize>OBJECTS + <usize>load<u32>(OBJECT_TOP) * OBJECT_SIZE;
  for (let object: usize = OBJECTS; object < top; object += OBJECT_SIZE) {
    if (load<i32>(object, OBJECT_KIND) != KIND_CONDITION) continue;
    if (load<u32>(object, CONDITION_LOCK) == record) callOldest(object, i32.MAX_VALUE);
  }
}

/**
 * Undoes what a dead thread was about: its locks are abandoned, its sleep is undone, its holds are released, except the one on
 * the record `kept`. Whether all is done. Under the heap lock, so that of two that clean up after a thread each finds what the
 * other left.
 */
// @ts-ignore: decorator
@inline
function cleanUpLocked(slot: i32, tainted: i32, kept: u32): bool {
  const address = slotAddress(slot);
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
    const next = load<u32>(holdAddress(hold), HOLD_NEXT);
    const target = load<u32>(holdAddress(hold), HOLD_TARGET);
    if (target != kept) {
      if (tainted) store<i32>(recordAddress(target), 1, RECORD_TAINTED);
      releaseLocked(hold);
    }
    hold = next;
  }
  return hold == 0;
}

/**
 * Cleans up after a dead thread, before the thread that started it does, which may be blocked: only its last words and the state
 * of its slot are left to that. Nothing if that is done, or the slot is another's by now. MORE until all is done.
 */
export function abandon(slot: i32, generation: i32): i32 {
  enter();
  lockHeap();
  const address = slotAddress(slot);
  const state = atomic.load<i32>(address, SLOT_STATE);
  let done = true;
  if (
    load<i32>(address, SLOT_GENERATION) == generation && state != STATE_DEAD && state != STATE_FREE &&
    atomic.load<i32>(address, SLOT_SECTIONS) == 0
  ) {
    const wasKilled = atomic.load<i32>(address, SLOT_STOP);
    done = cleanUpLocked(slot, wasKilled, load<u32>(address, SLOT_LAST_WORDS));
  }
  unlockHeap();
  leave();
  return done ? 0 : MORE;
}

/** Cleans up after a dead thread, `tainted` if it was killed. MORE until all is done; TORN if it died inside a section. */
export function reap(slot: i32, tainted: i32): i32 {
  const address = slotAddress(slot);
  if (atomic.load<i32>(address, SLOT_SECTIONS) != 0) return TORN;
  enter();
  lockHeap();
  const done = cleanUpLocked(slot, tainted, 0);
  if (done) {
    atomic.store<i32>(address, STATE_DEAD, SLOT_STATE);
    signal(address + SLOT_LIFE, -1);
  }
  unlockHeap();
  leave();
  return done ? 0 : MORE;
}
