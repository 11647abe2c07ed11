// Bounded multi-producer multi-consumer rings (Dmitry Vyukov's, as in crossbeam-channel's flavors/array.rs). An entry's
// sequence number says whose turn it is: equal to the position, a producer's; one more, a consumer's. Positions are counters, so
// which of two is ahead is the sign of their difference. Between taking a position and passing the turn on a thread is inside a
// section, so no death can leave an entry half passed.
import {
  BLOCKED,
  FIRST_COUNT,
  NO_ROOM,
  POOL_RING_COUNT,
  POOL_RINGS,
  RING_ENTRIES,
  RING_HEAD,
  RING_MASK,
  RING_OWNERS,
  RING_SIZE,
  RING_TAIL,
  RINGS,
} from "./layout";
import { enter, leave, selfSlot } from "./section.as";
import { signal } from "./signal.as";

// @ts-ignore: decorator
@inline
export function ringAddress(ring: u32): usize {
  return RINGS + <usize>ring * RING_SIZE;
}

// @ts-ignore: decorator
@inline
function entryAddress(ring: usize, position: i32): usize {
  return ring + RING_ENTRIES + (<usize>(position & load<i32>(ring, RING_MASK)) << 3);
}

// @ts-ignore: decorator
@inline
export function pushEntry(ring: usize, value: i32): bool {
  let position = atomic.load<i32>(ring, RING_TAIL);
  while (true) {
    const entry = entryAddress(ring, position);
    const turn = atomic.load<i32>(entry) - position;
    if (turn == 0) {
      const seen = atomic.cmpxchg<i32>(ring, position, position + 1, RING_TAIL);
      if (seen == position) {
        store<i32>(entry, value, 4);
        atomic.store<i32>(entry, position + 1);
        return true;
      }
      position = seen;
    } else if (turn < 0) {
      return false;
    } else {
      position = atomic.load<i32>(ring, RING_TAIL);
    }
  }
}

// @ts-ignore: decorator
@inline
export function popEntry(ring: usize): i32 {
  let position = atomic.load<i32>(ring, RING_HEAD);
  while (true) {
    const entry = entryAddress(ring, position);
    const turn = atomic.load<i32>(entry) - (position + 1);
    if (turn == 0) {
      const seen = atomic.cmpxchg<i32>(ring, position, position + 1, RING_HEAD);
      if (seen == position) {
        const value = load<i32>(entry, 4);
        atomic.store<i32>(entry, position + load<i32>(ring, RING_MASK) + 1);
        return value;
      }
      position = seen;
    } else if (turn < 0) {
      return BLOCKED;
    } else {
      position = atomic.load<i32>(ring, RING_HEAD);
    }
  }
}

/** Empties a ring and sets its capacity, a power of two. Only while no other thread uses it. */
export function openRing(ring: u32, capacity: i32): void {
  enter();
  const address = ringAddress(ring);
  store<i32>(address, capacity - 1, RING_MASK);
  store<i32>(address, FIRST_COUNT, RING_HEAD);
  store<i32>(address, FIRST_COUNT, RING_TAIL);
  for (let i = 0; i < capacity; i++) {
    const position: i32 = FIRST_COUNT + i;
    atomic.store<i32>(entryAddress(address, position), position);
  }
  leave();
}

/** A ring for a pool of this thread's, low numbers first; NO_ROOM if none is left. It is not open yet. */
export function claimRing(): i32 {
  enter();
  let ring: i32 = NO_ROOM;
  for (let index: i32 = 0; index < POOL_RING_COUNT; index++) {
    if (atomic.cmpxchg<i32>(RING_OWNERS + (<usize>index << 2), 0, selfSlot() + 1) != 0) continue;
    ring = POOL_RINGS + index;
    break;
  }
  leave();
  return ring;
}

/** A pool's ring that nobody uses any more is free. */
export function freeRing(ring: i32): void {
  enter();
  atomic.store<i32>(RING_OWNERS + (<usize>(ring - POOL_RINGS) << 2), 0);
  leave();
}

/** Appends a value of 0 or more and wakes one sleeper; NO_ROOM if the ring is full. */
export function push(ring: u32, value: i32): i32 {
  enter();
  const address = ringAddress(ring);
  const done = pushEntry(address, value);
  if (done) signal(address, 1);
  leave();
  return done ? 0 : NO_ROOM;
}

/** Takes the first value; BLOCKED if the ring is empty. */
export function pop(ring: u32): i32 {
  enter();
  const value = popEntry(ringAddress(ring));
  leave();
  return value;
}
