// Holds end: the last one frees its block or object, and what nobody but that held.
import {
  CONNECTION_READS,
  CONNECTION_WRITES,
  HOLD_NEXT,
  HOLD_OWNER,
  HOLD_TARGET,
  KIND_CONNECTION,
  KIND_TICKET,
  NO_ROOM,
  OBJECT_FREE,
  OBJECT_KIND,
  OBJECT_RECORD,
  OBJECT_WAITABLE,
  OWNER_SLOT,
  QUEUE_BYTES,
  QUEUE_CLOSED,
  QUEUE_COUNT,
  QUEUE_READERS_GONE,
  RECORD_ADDRESS,
  RECORD_AFTER,
  RECORD_BEFORE,
  RECORD_BYTES,
  RECORD_GENERATION,
  RECORD_HOLDERS,
  RECORD_IS_GAP,
  RECORD_IS_OBJECT,
  RECORD_IS_RETIRED,
  RECORD_KIND,
  RECORD_NEXT,
  RECORD_OWNED,
  RECORD_TAINTED,
  RETIRED_BYTES,
  SLOT_STATE,
  STALE,
  STATE_DEAD,
  STATE_ENDED,
  USED_BYTES,
} from "./layout";
import { listGap, putRecord, recordAddress, unlistGap } from "./gaps.as";
import { appendHold, holdAddress, putHold, unlinkHold } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { isCurrent } from "./heap.as";
import { enter, leave, selfSlot, slotAddress } from "./section.as";
import { freeShort, isShort } from "./short.as";
import { signal } from "./signal.as";
import { giveBack } from "./ticket.as";

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
