// Blocks and objects: made with one hold. `release.as.ts` frees them with their last.
import {
  BLOCK_ALIGNMENT,
  FIRST_COUNT,
  HIGH_WATER,
  HOLD_TARGET,
  KIND_CONDITION,
  KIND_CONNECTION,
  KIND_EVENT,
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
  RECORD_IS_OBJECT,
  RECORD_KIND,
  RECORD_OWNED,
  RECORD_TAINTED,
  RECORD_TOP,
  STALE,
  USED_BYTES,
  WAIT_EVENT,
} from "./layout";
import { beginCount } from "./count.as";
import { findGap, listGap, recordAddress, takeRecord, unlistGap } from "./gaps.as";
import { hasHold, hasHolds, holdAddress, newHold } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { enter, leave, selfSlot } from "./section.as";

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
