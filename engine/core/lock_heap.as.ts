// The heap's mutex (Ulrich Drepper, "Futexes Are Tricky", mutex 2). Its holder is inside a section, so it cannot be
// killed, parks nowhere, and always lets go; waiting for it inside a section therefore delays a killer and nothing else.
import { HEAP_LOCK, SLOT_SECTIONS } from "./layout";
import { selfSlot, slotAddress } from "./section.as";

const SPINS = 30;
/** Loads of the thread's own between two looks at the lock, some 0.1 µs: each look takes the lock's line from its holder's cache. */
const PAUSE = 100;
const CHECK_AGAIN: i64 = 1_000_000; // nanoseconds

// @ts-ignore: decorator
@inline
export function lockHeap(): void {
  for (let i = 0; i < SPINS; i++) {
    if (atomic.load<i32>(HEAP_LOCK) == 0 && atomic.cmpxchg<i32>(HEAP_LOCK, 0, 1) == 0) return;
    for (let pause = 0; pause < PAUSE; pause++) atomic.load<i32>(slotAddress(selfSlot()), SLOT_SECTIONS);
  }
  while (atomic.xchg<i32>(HEAP_LOCK, 2) != 0) atomic.wait<i32>(HEAP_LOCK, 2, CHECK_AGAIN);
}

// @ts-ignore: decorator
@inline
export function unlockHeap(): void {
  if (atomic.xchg<i32>(HEAP_LOCK, 0) == 2) atomic.notify(HEAP_LOCK, 1);
}
