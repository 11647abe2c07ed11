// Queues of messages: the items are the holds that the queue's record owns, oldest first. Who puts or takes signals that
// after it has unlocked the heap: whoever it wakes wants the lock at once. If the queue was freed meanwhile, its waitable is
// still one, and is signalled once too often.
import {
  BLOCKED,
  CLOSED,
  HOLD_OWNER,
  HOLD_TARGET,
  NOT_OWNER,
  OBJECT_WAITABLE,
  OWNER_SLOT,
  QUEUE_BYTE_LIMIT,
  QUEUE_BYTES,
  QUEUE_CLOSED,
  QUEUE_COUNT,
  QUEUE_DEAF,
  QUEUE_LIMIT,
  QUEUE_UNFINISHED,
  RECORD_ADDRESS,
  RECORD_BYTES,
  RECORD_OWNED,
  STALE,
} from "./layout";
import { recordAddress } from "./gaps.as";
import { isCurrent } from "./heap.as";
import { appendHold, holdAddress, unlinkHold } from "./holds.as";
import { lockHeap, unlockHeap } from "./lock_heap.as";
import { enter, leave, selfSlot } from "./section.as";
import { signal } from "./signal.as";

/** The bytes of the block that a hold is on. */
// @ts-ignore: decorator
@inline
function heldBytes(hold: u32): u32 {
  return load<u32>(recordAddress(load<u32>(holdAddress(hold), HOLD_TARGET)), RECORD_BYTES);
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
  if (isCurrent(queue, generation)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    const count = load<u32>(object, QUEUE_COUNT);
    const limit = load<u32>(object, QUEUE_LIMIT);
    const bytes = load<u32>(object, QUEUE_BYTES);
    const byteLimit = load<u32>(object, QUEUE_BYTE_LIMIT);
    const size = heldBytes(message);
    if (load<i32>(object, QUEUE_CLOSED) | load<i32>(object, QUEUE_DEAF)) {
      result = CLOSED;
    } else if (limit != 0 && count >= limit || byteLimit != 0 && <u64>bytes + size > byteLimit) {
      result = BLOCKED;
    } else if (load<u32>(holdAddress(message), HOLD_OWNER) == <u32>(OWNER_SLOT + selfSlot())) {
      unlinkHold(message);
      appendHold(message, queue);
      atomic.store<u32>(object, count + 1, QUEUE_COUNT);
      atomic.store<u32>(object, bytes + size, QUEUE_BYTES);
      store<u32>(object, load<u32>(object, QUEUE_UNFINISHED) + 1, QUEUE_UNFINISHED);
      changed = object + OBJECT_WAITABLE;
      result = 0;
    }
  }
  unlockHeap();
  if (changed != 0) signal(changed, -1);
  leave();
  return result;
}

/** Takes the oldest message: this thread's hold of it. BLOCKED if there is none, CLOSED if none will come, STALE. */
export function get(queue: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let changed: usize = 0;
  let result: i32 = STALE;
  if (isCurrent(queue, generation)) {
    const address = recordAddress(queue);
    const object: usize = load<u32>(address, RECORD_ADDRESS);
    const message = load<u32>(address, RECORD_OWNED);
    if (message != 0) {
      unlinkHold(message);
      appendHold(message, OWNER_SLOT + selfSlot());
      atomic.store<u32>(object, load<u32>(object, QUEUE_COUNT) - 1, QUEUE_COUNT);
      atomic.store<u32>(object, load<u32>(object, QUEUE_BYTES) - heldBytes(message), QUEUE_BYTES);
      if (load<u32>(object, QUEUE_LIMIT) | load<u32>(object, QUEUE_BYTE_LIMIT)) changed = object + OBJECT_WAITABLE;
      result = message;
    } else {
      result = load<i32>(object, QUEUE_CLOSED) ? CLOSED : BLOCKED;
    }
  }
  unlockHeap();
  if (changed != 0) signal(changed, -1);
  leave();
  return result;
}

/** No more is put; what is there can still be taken. */
export function closeQueue(queue: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrent(queue, generation)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    atomic.store<i32>(object, 1, QUEUE_CLOSED);
    signal(object + OBJECT_WAITABLE, -1);
    result = 0;
  }
  unlockHeap();
  leave();
  return result;
}

/** Reports an item done; NOT_OWNER if none is unfinished. */
export function taskDone(queue: u32, generation: u32): i32 {
  enter();
  lockHeap();
  let result: i32 = STALE;
  if (isCurrent(queue, generation)) {
    const object: usize = load<u32>(recordAddress(queue), RECORD_ADDRESS);
    const unfinished = load<u32>(object, QUEUE_UNFINISHED);
    result = unfinished == 0 ? NOT_OWNER : 0;
    if (unfinished != 0) {
      atomic.store<u32>(object, unfinished - 1, QUEUE_UNFINISHED);
      if (unfinished == 1) signal(object + OBJECT_WAITABLE, -1);
    }
  }
  unlockHeap();
  leave();
  return result;
}
