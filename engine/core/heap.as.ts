// Blocks and objects: made with one hold, freed with their last.
import {
  BLOCK_ALIGNMENT,
  CONNECTION_READS,
  CONNECTION_WRITES,
  FIRST_COUNT,
  HIGH_WATER,
  HOLD_NEXT,
  HOLD_OWNER,
  HOLD_TARGET,
  KIND_CONDITION,
  KIND_CONNECTION,
  KIND_EVENT,
  KIND_TICKET,
  NO_MEMORY,
  NO_ROOM,
  OBJECT_COUNT,
  OBJECT_FREE,
  OBJECT_KIND,
  OBJECT_RECORD,
  OBJECT_SIZE,
  OBJECT_TOP,
  OBJECT_WAITABLE,
  OBJECT_WORDS,
  OBJECTS,
  OWNER_SLOT,
  QUEUE_BYTES,
  QUEUE_CLOSED,
  QUEUE_COUNT,
  QUEUE_READERS_GONE,
  RECORD_ADDRESS,
  RECORD_AFTER,
  RECORD_BEFORE,
  RECORD_BYTES,
  RECORD_COUNT,
  RECORD_DIRTY_END,
  RECORD_FREE,
  RECORD_GENERATION,
  RECORD_HOLDERS,
  RECORD_IS_BLOCK,
  RECORD_IS_GAP,
  RECORD_IS_OBJECT,
  RECORD_IS_RETIRED,
  RECORD_KIND,
  RECORD_NEXT,
  RECORD_OWNED,
  RECORD_TAINTED,
  RECORD_TOP,
  RETIRED_BYTES,
  SLOT_STATE,
  STALE,
  STATE_DEAD,
  STATE_ENDED,
  USED_BYTES,
  WAIT_EVENT,
} from "./layout";
import { beginCount } from "./count.as";
import { findGap, largestGapLocked, listGap, putRecord, recordAddress, takeRecord, unlistGap } from "./gaps.as";
import { appendHold, hasHold, hasHolds, holdAddress, newHold, putHold, unlinkHold } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { enter, leave, selfSlot, slotAddress } from "./section.as";
import { freeShort, isShort } from "./short.as";
import { signal } from "./signal.as";
import { giveBack } from "./ticket.as";

// @ts-ignore: decorator
@inline
function hasRecord(): bool {
  return load<u32>(RECORD_FREE) != 0 || load<u32>(RECORD_TOP) < <u32>RECORD_COUNT;
}

// @ts-ignore: decorator
@inline
function clearOwned(address: usize): void {
  store<u64>(address, 0, RECORD_OWNED);
  store<u32>(address, 0, RECORD_HOLDERS);
  store<u32>(address, 0, RECORD_TAINTED);
}

// @ts-ignore: decorator
@inline
function allocLocked(bytes: u32): i32 {
  if (bytes > 0xfffffff0) return NO_MEMORY;
  const size = bytes == 0 ? <u32>BLOCK_ALIGNMENT : (bytes + BLOCK_ALIGNMENT - 1) & ~(BLOCK_ALIGNMENT - 1);
  // Everything that can fail comes before the first store.
  if (!hasHold() || !hasRecord()) return NO_ROOM;
  const record = findGap(size);
  if (record == 0) return NO_MEMORY;
  const address = recordAddress(record);
  unlistGap(record);
  const start = load<u32>(address, RECORD_ADDRESS);
  const left = load<u32>(address, RECORD_BYTES) - size;
  if (left != 0) {
    const rest = takeRecord();
    const restAddress = recordAddress(rest);
    const after = load<u32>(address, RECORD_AFTER);
    store<u32>(restAddress, start + size, RECORD_ADDRESS);
    store<u32>(restAddress, left, RECORD_BYTES);
    store<u32>(restAddress, record, RECORD_BEFORE);
    store<u32>(restAddress, after, RECORD_AFTER);
    if (after != 0) store<u32>(recordAddress(after), rest, RECORD_BEFORE);
    store<u32>(address, rest, RECORD_AFTER);
    store<u32>(address, size, RECORD_BYTES);
    listGap(rest);
  }
  store<u32>(address, RECORD_IS_BLOCK, RECORD_KIND);
  clearOwned(address);
  const high = load<u32>(HIGH_WATER);
  store<u32>(address, min(max(high, start), start + size), RECORD_DIRTY_END);
  if (start + size > high) store<u32>(HIGH_WATER, start + size);
  store<u32>(USED_BYTES, load<u32>(USED_BYTES) + size);
  return newHold(record, OWNER_SLOT + selfSlot());
}

/** A block of at least `bytes` bytes; its hold, or NO_MEMORY or NO_ROOM. */
export function alloc(bytes: u32): i32 {
  enter();
  lockHeap();
  const hold = allocLocked(bytes);
  unlockHeap();
  leave();
  return hold;
}

/** The bytes of the largest block that could be allocated. */
export function largestGap(): u32 {
  enter();
  lockHeap();
  const bytes = largestGapLocked();
  unlockHeap();
  leave();
  return bytes;
}

/** Whether there is room for an object with up to two holds of its own, and the thread's hold on it. */
// @ts-ignore: decorator
@inline
export function hasObject(): bool {
  return hasHolds(3) && hasRecord() &&
    (load<u32>(OBJECT_FREE) != 0 || load<u32>(OBJECT_TOP) < <u32>OBJECT_COUNT);
}

/** As `create`. There must be room: see {@linkcode hasObject}. */
// @ts-ignore: decorator
@inline
export function createLocked(kind: i32, first: i32, second: i32): i32 {
  const free = load<u32>(OBJECT_FREE);
  const top = load<u32>(OBJECT_TOP);
  const record = takeRecord();
  const address = recordAddress(record);
  const object: usize = free != 0 ? free : OBJECTS + <usize>top * OBJECT_SIZE;
  if (free != 0) {
    store<u32>(OBJECT_FREE, load<u32>(object, OBJECT_RECORD));
  } else {
    store<u32>(OBJECT_TOP, top + 1);
    beginCount(object, OBJECT_WAITABLE + WAIT_EVENT);
  }
  // The event goes on counting, and the sleepers are left to leave: they may be of the object's former life.
  for (let i: usize = 0; i < <usize>OBJECT_SIZE; i += 8) {
    if (i != OBJECT_WAITABLE) store<u64>(object + i, 0);
  }
  store<u32>(object, kind, OBJECT_KIND);
  store<u32>(object, record, OBJECT_RECORD);
  // An even number of turns: an event is clear at first.
  store<i32>(object, kind == KIND_EVENT ? FIRST_COUNT & ~1 : first, OBJECT_WORDS);
  store<i32>(object, second, OBJECT_WORDS + 4);
  store<u32>(address, RECORD_IS_OBJECT, RECORD_KIND);
  store<u32>(address, object, RECORD_ADDRESS);
  store<u32>(address, 0, RECORD_BYTES);
  clearOwned(address);
  return newHold(record, OWNER_SLOT + selfSlot());
}

/**
 * An object of a kind, its first two words set and the others 0; its hold, or NO_ROOM. A connection's two words are the
 * records of the queues that it reads and writes (0 if none), a condition's first is the record of its lock: this thread holds
 * them, and the object holds them from then on.
 */
export function create(kind: i32, first: i32, second: i32): i32 {
  enter();
  lockHeap();
  let result: i32 = NO_ROOM;
  if (hasObject()) {
    result = createLocked(kind, first, second);
    const record = load<u32>(holdAddress(result), HOLD_TARGET);
    if ((kind == KIND_CONNECTION || kind == KIND_CONDITION) && first != 0) newHold(first, record);
    if (kind == KIND_CONNECTION && second != 0) newHold(second, record);
  }
  unlockHeap();
  leave();
  return result;
}

// @ts-ignore: decorator
@inline
export function isCurrent(record: u32, generation: u32): bool {
  if (record == 0 || record >= load<u32>(RECORD_TOP)) return false;
  const address = recordAddress(record);
  const kind = load<u32>(address, RECORD_KIND);
  return (kind == RECORD_IS_BLOCK || kind == RECORD_IS_OBJECT) &&
    load<u32>(address, RECORD_GENERATION) == generation && load<u32>(address, RECORD_HOLDERS) != 0;
}

/** Whether a reference is to an object of that kind: a forged or confused one must not be taken for another's words. */
// @ts-ignore: decorator
@inline
export function isCurrentObject(record: u32, generation: u32, kind: i32): bool {
  if (!isCurrent(record, generation)) return false;
  const address = recordAddress(record);
  return load<u32>(address, RECORD_KIND) == RECORD_IS_OBJECT &&
    load<i32>(<usize>load<u32>(address, RECORD_ADDRESS), OBJECT_KIND) == kind;
}

/** One more hold of `owner` (-1: this thread) on a record; STALE or NO_ROOM if that is not to be had. */
export function hold(record: u32, generation: u32, owner: i32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrent(record, generation)) {
    result = hasHold() ? newHold(record, owner < 0 ? OWNER_SLOT + selfSlot() : owner) : NO_ROOM;
  }
  unlockHeap();
  leave();
  return result;
}

/** Tells the pipe's queues that an end of it is gone. What that end has not read goes with it. */
// @ts-ignore: decorator
@inline
function hangUp(record: usize, object: usize): void {
  const writes = load<u32>(object, CONNECTION_WRITES);
  if (writes != 0) {
    const queue: usize = load<u32>(recordAddress(writes), RECORD_ADDRESS);
    store<u32>(queue, 1, QUEUE_CLOSED);
    signal(queue + OBJECT_WAITABLE, -1);
  }
  const reads = load<u32>(object, CONNECTION_READS);
  if (reads != 0) {
    const queueRecord = recordAddress(reads);
    const queue: usize = load<u32>(queueRecord, RECORD_ADDRESS);
    // A message that holds an end of its own pipe would keep it for ever.
    const unread = load<u32>(queueRecord, RECORD_OWNED);
    if (unread != 0) store<u32>(holdAddress(load<u32>(record, RECORD_OWNED + 4)), unread, HOLD_NEXT);
    store<u64>(queueRecord, 0, RECORD_OWNED);
    store<u32>(queue, 0, QUEUE_COUNT);
    store<u32>(queue, 0, QUEUE_BYTES);
    store<u32>(queue, 1, QUEUE_READERS_GONE);
    signal(queue + OBJECT_WAITABLE, -1);
  }
}

// @ts-ignore: decorator
@inline
function freeBlock(record: u32): void {
  const address = recordAddress(record);
  let size = load<u32>(address, RECORD_BYTES);
  store<u32>(USED_BYTES, load<u32>(USED_BYTES) - size);
  if (load<u32>(address, RECORD_TAINTED)) {
    store<u32>(address, RECORD_IS_RETIRED, RECORD_KIND);
    store<u32>(RETIRED_BYTES, load<u32>(RETIRED_BYTES) + size);
    return;
  }
  const after = load<u32>(address, RECORD_AFTER);
  if (after != 0 && load<u32>(recordAddress(after), RECORD_KIND) == RECORD_IS_GAP) {
    unlistGap(after);
    size += load<u32>(recordAddress(after), RECORD_BYTES);
    const beyond = load<u32>(recordAddress(after), RECORD_AFTER);
    store<u32>(address, beyond, RECORD_AFTER);
    if (beyond != 0) store<u32>(recordAddress(beyond), record, RECORD_BEFORE);
    putRecord(after);
  }
  store<u32>(address, size, RECORD_BYTES);
  const before = load<u32>(address, RECORD_BEFORE);
  if (before != 0 && load<u32>(recordAddress(before), RECORD_KIND) == RECORD_IS_GAP) {
    unlistGap(before);
    const beforeAddress = recordAddress(before);
    store<u32>(beforeAddress, load<u32>(beforeAddress, RECORD_BYTES) + size, RECORD_BYTES);
    const beyond = load<u32>(address, RECORD_AFTER);
    store<u32>(beforeAddress, beyond, RECORD_AFTER);
    if (beyond != 0) store<u32>(recordAddress(beyond), before, RECORD_BEFORE);
    putRecord(record);
    listGap(before);
  } else {
    listGap(record);
  }
}

/** Frees a record that has no holder left, and what nobody but it held. */
// @ts-ignore: decorator
@inline
function freeRecords(first: u32): void {
  let pending = first;
  store<u32>(recordAddress(first), 0, RECORD_NEXT);
  while (pending != 0) {
    const record = pending;
    const address = recordAddress(record);
    pending = load<u32>(address, RECORD_NEXT);
    const kind = load<u32>(address, RECORD_KIND);
    const object: usize = load<u32>(address, RECORD_ADDRESS);
    if (kind == RECORD_IS_OBJECT) {
      const objectKind = load<i32>(object, OBJECT_KIND);
      if (objectKind == KIND_CONNECTION) hangUp(address, object);
      else if (objectKind == KIND_TICKET) giveBack(object);
    }
    let owned = load<u32>(address, RECORD_OWNED);
    while (owned != 0) {
      const next = load<u32>(holdAddress(owned), HOLD_NEXT);
      if (isShort(owned)) {
        freeShort(owned);
        owned = next;
        continue;
      }
      const target = load<u32>(holdAddress(owned), HOLD_TARGET);
      const targetAddress = recordAddress(target);
      const holders = load<u32>(targetAddress, RECORD_HOLDERS) - 1;
      store<u32>(targetAddress, holders, RECORD_HOLDERS);
      if (holders == 0) {
        store<u32>(targetAddress, pending, RECORD_NEXT);
        pending = target;
      }
      putHold(owned);
      owned = next;
    }
    store<u64>(address, 0, RECORD_OWNED);
    atomic.store<u32>(address, load<u32>(address, RECORD_GENERATION) + 1, RECORD_GENERATION);
    if (kind == RECORD_IS_OBJECT) {
      store<i32>(object, 0, OBJECT_KIND);
      store<u32>(object, load<u32>(OBJECT_FREE), OBJECT_RECORD);
      store<u32>(OBJECT_FREE, object);
      signal(object + OBJECT_WAITABLE, -1); // whoever still waits finds a stale record
      putRecord(record);
    } else {
      freeBlock(record);
    }
  }
}

// @ts-ignore: decorator
@inline
export function releaseLocked(hold: u32): void {
  const target = load<u32>(holdAddress(hold), HOLD_TARGET);
  unlinkHold(hold);
  putHold(hold);
  const address = recordAddress(target);
  const holders = load<u32>(address, RECORD_HOLDERS) - 1;
  store<u32>(address, holders, RECORD_HOLDERS);
  if (holders == 0) freeRecords(target);
}

/** Ends a hold of this thread; STALE if it is not one. */
export function release(hold: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (
    hold != 0 && load<u32>(holdAddress(hold), HOLD_TARGET) != 0 &&
    load<u32>(holdAddress(hold), HOLD_OWNER) == <u32>(OWNER_SLOT + selfSlot())
  ) {
    releaseLocked(hold);
    result = 0;
  }
  unlockHeap();
  leave();
  return result;
}

/**
 * Ends this thread's hold of a message that a dying thread only copied out of. What the message holds, which that thread may still
 * write, is handed over to the thread's slot, to be released when that is reaped. NO_ROOM, and nothing is done, if others hold
 * the message too.
 */
export function bequeath(hold: u32, slot: i32): i32 {
  enter();
  lockHeap();
  const record = load<u32>(holdAddress(hold), HOLD_TARGET);
  const address = recordAddress(record);
  let result: i32 = NO_ROOM;
  if (load<u32>(address, RECORD_HOLDERS) == 1) {
    const state = atomic.load<i32>(slotAddress(slot), SLOT_STATE);
    let owned = state == STATE_DEAD || state == STATE_ENDED ? 0 : load<u32>(address, RECORD_OWNED);
    while (owned != 0) {
      unlinkHold(owned);
      appendHold(owned, OWNER_SLOT + slot);
      owned = load<u32>(address, RECORD_OWNED);
    }
    releaseLocked(hold);
    result = 0;
  }
  unlockHeap();
  leave();
  return result;
}

/**
 * Marks a block, and the blocks that it holds, as writable by a killed thread of whose death there is no proof: they are not used
 * again.
 */
export function taint(record: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrent(record, generation)) {
    store<u32>(recordAddress(record), 1, RECORD_TAINTED);
    let owned = load<u32>(recordAddress(record), RECORD_OWNED);
    while (owned != 0) {
      // No thread writes a queue's short messages.
      if (!isShort(owned)) store<u32>(recordAddress(load<u32>(holdAddress(owned), HOLD_TARGET)), 1, RECORD_TAINTED);
      owned = load<u32>(holdAddress(owned), HOLD_NEXT);
    }
    result = 0;
  }
  unlockHeap();
  leave();
  return result;
}
