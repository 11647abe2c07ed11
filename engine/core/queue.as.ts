// Queues of messages: the items are the holds that the queue's record owns, oldest first. Who puts or takes signals that
// after it has unlocked the heap: whoever it wakes wants the lock at once. If the queue was freed meanwhile, its waitable is
// still one, and is signalled once too often.
import {
  BLOCK_ALIGNMENT,
  BLOCKED,
  CLOSED,
  HOLD_COUNT,
  HOLD_OWNER,
  HOLD_TARGET,
  KIND_QUEUE,
  MESSAGE_HEADER,
  NO_ROOM,
  NOT_OWNER,
  OBJECT_WAITABLE,
  OWNER_SLOT,
  QUEUE_BYTE_LIMIT,
  QUEUE_BYTES,
  QUEUE_CLOSED,
  QUEUE_EXPECTED_BYTES,
  QUEUE_COUNT,
  QUEUE_READERS_GONE,
  QUEUE_LIMIT,
  QUEUE_LOST,
  QUEUE_SWAPPED,
  QUEUE_UNFINISHED,
  RECORD_ADDRESS,
  RECORD_BYTES,
  RECORD_OWNED,
  SHORT_COUNT,
  STALE,
  TICKET_VALUE,
} from "./layout";
import { recordAddress } from "./gaps.as";
import { hasObject, isCurrentObject } from "./heap.as";
import { appendHold, holdAddress, unlinkHold } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { openTicket, ticketOf } from "./open_ticket.as";
import { enter, leave, selfSlot } from "./section.as";
import { freeShort, hasShort, isShort, newShort, readShort } from "./short.as";
import { signal } from "./signal.as";

/** The bytes that an item takes: a short message counts as many as the block that it would be. */
// @ts-ignore: decorator
@inline
function itemBytes(item: u32): u32 {
  const target = load<u32>(holdAddress(item), HOLD_TARGET);
  return isShort(item) ? shortBytes(target) : load<u32>(recordAddress(target), RECORD_BYTES);
}

// @ts-ignore: decorator
@inline
function shortBytes(length: u32): u32 {
  return (MESSAGE_HEADER + length + BLOCK_ALIGNMENT - 1) & ~(BLOCK_ALIGNMENT - 1);
}

/** Why an item of so many bytes cannot be put: CLOSED or BLOCKED; 0 if it can. */
// @ts-ignore: decorator
@inline
function refusal(object: usize, size: u32): i32 {
  if (load<i32>(object, QUEUE_CLOSED) | load<i32>(object, QUEUE_READERS_GONE)) return CLOSED;
  const limit = load<u32>(object, QUEUE_LIMIT);
  const byteLimit = load<u32>(object, QUEUE_BYTE_LIMIT);
  const isFull = limit != 0 && load<u32>(object, QUEUE_COUNT) >= limit ||
    byteLimit != 0 && <u64>load<u32>(object, QUEUE_BYTES) + size > byteLimit;
  return isFull ? BLOCKED : 0;
}

// @ts-ignore: decorator
@inline
function append(queue: u32, object: usize, item: u32, size: u32): void {
  appendHold(item, queue);
  store<u32>(object, load<u32>(object, QUEUE_COUNT) + 1, QUEUE_COUNT);
  store<u32>(object, load<u32>(object, QUEUE_BYTES) + size, QUEUE_BYTES);
  if (load<u32>(object, QUEUE_EXPECTED_BYTES) != 0) store<u32>(object, 0, QUEUE_EXPECTED_BYTES);
  store<u32>(object, load<u32>(object, QUEUE_UNFINISHED) + 1, QUEUE_UNFINISHED);
}

/** Sets how many bytes the items of a new queue may take. */
export function limitBytes(queue: u32, limit: u32): void {
  enter();
  lockHeap();
  store<u32>(load<u32>(recordAddress(queue), RECORD_ADDRESS), limit, QUEUE_BYTE_LIMIT);
  unlockHeap();
  leave();
}

/** Appends a message that this thread holds; the queue holds it from then on. BLOCKED if full, CLOSED, STALE. */
export function put(queue: u32, generation: u32, message: u32): i32 {
  enter();
  lockHeap();
  let changed: usize = 0;
  let result: i32 = STALE;
  if (isCurrentObject(queue, generation, KIND_QUEUE)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    const size = itemBytes(message);
    const reason = refusal(object, size);
    if (reason != 0) {
      result = reason;
    } else if (load<u32>(holdAddress(message), HOLD_OWNER) == <u32>(OWNER_SLOT + selfSlot())) {
      unlinkHold(message);
      append(queue, object, message, size);
      changed = object + OBJECT_WAITABLE;
      result = 0;
    }
  }
  unlockHeap();
  if (changed != 0) signal(changed, -1);
  leave();
  return result;
}

/** Appends the message of `length` bytes that lies in this thread's slot. NO_ROOM if there is none for it, else as `put`. */
export function putShort(queue: u32, generation: u32, length: u32): i32 {
  if (SHORT_COUNT == 0) return NO_ROOM;
  enter();
  lockHeap();
  let changed: usize = 0;
  let result: i32 = STALE;
  if (isCurrentObject(queue, generation, KIND_QUEUE)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    const size = shortBytes(length);
    result = refusal(object, size);
    if (result == 0 && !hasShort()) {
      result = NO_ROOM;
    } else if (result == 0) {
      append(queue, object, newShort(length), size);
      changed = object + OBJECT_WAITABLE;
    }
  }
  unlockHeap();
  if (changed != 0) signal(changed, -1);
  leave();
  return result;
}

/**
 * A ticket that counts the items which this thread takes and has not reported done: its hold. When the thread ends, they are lost.
 * NO_ROOM, STALE.
 */
export function openTaker(queue: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrentObject(queue, generation, KIND_QUEUE)) {
    result = hasObject() ? openTicket(load<u32>(recordAddress(queue), RECORD_ADDRESS), 0) : NO_ROOM;
  }
  unlockHeap();
  leave();
  return result;
}

/**
 * Takes the oldest message: this thread's hold of it, or HOLD_COUNT + its length if it is short and lies in this thread's slot
 * now. BLOCKED if there is none, CLOSED if none will come, STALE. `taker` is 0, or this thread's hold of a ticket that counts it.
 */
export function get(queue: u32, generation: u32, taker: u32): i32 {
  enter();
  lockHeap();
  let changed: usize = 0;
  let result: i32 = STALE;
  if (isCurrentObject(queue, generation, KIND_QUEUE)) {
    const address = recordAddress(queue);
    const object: usize = load<u32>(address, RECORD_ADDRESS);
    const message = load<u32>(address, RECORD_OWNED);
    if (message != 0) {
      store<u32>(object, load<u32>(object, QUEUE_COUNT) - 1, QUEUE_COUNT);
      store<u32>(object, load<u32>(object, QUEUE_BYTES) - itemBytes(message), QUEUE_BYTES);
      if (load<u32>(object, QUEUE_LIMIT) | load<u32>(object, QUEUE_BYTE_LIMIT)) changed = object + OBJECT_WAITABLE;
      if (taker != 0) {
        const ticket = ticketOf(taker);
        atomic.store<u32>(ticket, load<u32>(ticket, TICKET_VALUE) + 1, TICKET_VALUE);
      }
      unlinkHold(message);
      if (isShort(message)) {
        result = HOLD_COUNT + readShort(message);
        freeShort(message);
      } else {
        appendHold(message, OWNER_SLOT + selfSlot());
        result = message;
      }
    } else {
      result = load<i32>(object, QUEUE_CLOSED) ? CLOSED : BLOCKED;
    }
  }
  unlockHeap();
  if (changed != 0) signal(changed, -1);
  leave();
  return result;
}

/**
 * Sets how many bytes a large buffer has in the message that is being packed, and returns what was set before. It is a hint: a
 * reader that waits can get memory for it meanwhile.
 */
export function expectBytes(queue: u32, generation: u32, bytes: i32): i32 {
  enter();
  lockHeap();
  let changed: usize = 0;
  let before: i32 = 0;
  if (isCurrentObject(queue, generation, KIND_QUEUE)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    before = load<i32>(object, QUEUE_EXPECTED_BYTES);
    atomic.store<i32>(object, bytes, QUEUE_EXPECTED_BYTES);
    if (bytes != 0) changed = object + OBJECT_WAITABLE;
  }
  unlockHeap();
  if (changed != 0) signal(changed, -1);
  leave();
  return before;
}

/** No more is put; what is there can still be taken. */
export function closeQueue(queue: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrentObject(queue, generation, KIND_QUEUE)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    atomic.store<i32>(object, 1, QUEUE_CLOSED);
    signal(object + OBJECT_WAITABLE, -1);
    result = 0;
  }
  unlockHeap();
  leave();
  return result;
}

/** Reports an item done, one of `taker`'s if it has any; NOT_OWNER if none is unfinished. */
export function taskDone(queue: u32, generation: u32, taker: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrentObject(queue, generation, KIND_QUEUE)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    const unfinished = load<u32>(object, QUEUE_UNFINISHED);
    result = unfinished == 0 ? NOT_OWNER : 0;
    if (unfinished != 0) {
      const ticket: usize = taker == 0 ? 0 : ticketOf(taker);
      const taken: u32 = ticket == 0 ? 0 : load<u32>(ticket, TICKET_VALUE);
      const lost = load<u32>(object, QUEUE_LOST);
      if (taken != 0) atomic.store<u32>(ticket, taken - 1, TICKET_VALUE);
      else if (lost != 0) atomic.store<u32>(object, lost - 1, QUEUE_LOST);
      else store<u32>(object, load<u32>(object, QUEUE_SWAPPED) + 1, QUEUE_SWAPPED);
      atomic.store<u32>(object, unfinished - 1, QUEUE_UNFINISHED);
      if (unfinished == 1) signal(object + OBJECT_WAITABLE, -1);
    }
  }
  unlockHeap();
  leave();
  return result;
}
