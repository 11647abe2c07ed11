// Locks. The owner word names the thread, so a reaper finds the locks of the dead by looking.
import {
  BLOCKED,
  ENDING_NEVER,
  KIND_RLOCK,
  LOCK_ABANDONED,
  LOCK_DEPTH,
  LOCK_OWNER,
  NOT_OWNER,
  OBJECT_KIND,
  OBJECT_WAITABLE,
  SLOT_ENDING,
  UNSTOPPABLE,
} from "./layout";
import { enter, leave, selfSlot, slotAddress } from "./section.as";
import { signal } from "./signal.as";

/** BLOCKED; UNSTOPPABLE if the thread that holds a lock cannot be stopped. */
// @ts-ignore: decorator
@inline
export function whyHeld(owner: i32): i32 {
  return atomic.load<i32>(slotAddress(owner - 1), SLOT_ENDING) == ENDING_NEVER ? UNSTOPPABLE : BLOCKED;
}

/** Makes `owner` the owner of a lock that is free: 0, or 1 if the last one died holding it; below 0, what `whyHeld` says. */
// @ts-ignore: decorator
@inline
export function takeLock(lock: usize, owner: i32): i32 {
  let free: i32 = 0;
  while (true) {
    const seen = atomic.cmpxchg<i32>(lock, free, owner, LOCK_OWNER);
    if (seen == free) return free == LOCK_ABANDONED ? 1 : 0;
    if (seen > 0) return whyHeld(seen);
    free = seen;
  }
}

/**
 * Takes the lock: 0, or 1 if its last owner died holding it; BLOCKED if it is held, UNSTOPPABLE if by a thread that cannot be
 * stopped.
 */
export function acquire(object: usize): i32 {
  enter();
  const me = selfSlot() + 1;
  let result: i32 = 0;
  if (load<i32>(object, OBJECT_KIND) == KIND_RLOCK && atomic.load<i32>(object, LOCK_OWNER) == me) {
    store<i32>(object, load<i32>(object, LOCK_DEPTH) + 1, LOCK_DEPTH);
  } else {
    result = takeLock(object, me);
    if (result >= 0) store<i32>(object, 1, LOCK_DEPTH);
  }
  leave();
  return result;
}

/** Gives it back; NOT_OWNER if it is not held, or for a nesting lock if another thread holds it. */
export function unlock(object: usize): i32 {
  enter();
  const owner = atomic.load<i32>(object, LOCK_OWNER);
  let result: i32 = NOT_OWNER;
  const nests = load<i32>(object, OBJECT_KIND) == KIND_RLOCK;
  if (nests ? owner == selfSlot() + 1 : owner > 0) {
    const depth = load<i32>(object, LOCK_DEPTH) - 1;
    if (depth > 0) {
      store<i32>(object, depth, LOCK_DEPTH);
      result = 0;
    } else if (atomic.cmpxchg<i32>(object, owner, 0, LOCK_OWNER) == owner) {
      signal(object + OBJECT_WAITABLE, -1);
      result = 0;
    }
  }
  leave();
  return result;
}
