// Waking. A change is published, then its waitable is signalled: the event moves on, sleepers are notified, and the
// doorbells of the interested threads ring. See engine/waiting/README.md for why no wake-up is lost.
import {
  MAIN_REQUESTS,
  SLOT_ARMED,
  SLOT_DOORBELL,
  SLOT_PARKED,
  WAIT_EVENT,
  WAIT_INTEREST,
  WAIT_INTEREST_WORDS,
  WAIT_SLEEPERS,
} from "./layout";
import { slotAddress } from "./section.as";

// @ts-ignore: decorator
@inline
export function ringDoorbell(slot: i32): void {
  const address = slotAddress(slot);
  const rings = atomic.add<i32>(address, 1, SLOT_DOORBELL);
  // Armed for a count, not for any: one ring alone finds it so, and none that was delayed can use up a later arming.
  if (atomic.load<i32>(address, SLOT_ARMED) == rings) atomic.notify(address + SLOT_DOORBELL, -1);
}

// @ts-ignore: decorator
@inline
export function ringInterested(waitable: usize): void {
  for (let word = 0; word < WAIT_INTEREST_WORDS; word++) {
    const address = waitable + WAIT_INTEREST + (word << 2);
    if (atomic.load<i32>(address) == 0) continue;
    let bits = atomic.xchg<i32>(address, 0);
    while (bits != 0) {
      ringDoorbell((word << 5) + ctz(bits));
      bits &= bits - 1;
    }
  }
}

/** Wakes `sleepers` of those that sleep (-1: all), and every interested thread. */
// @ts-ignore: decorator
@inline
export function signal(waitable: usize, sleepers: i32): void {
  atomic.add<i32>(waitable, 1, WAIT_EVENT);
  if (atomic.load<i32>(waitable, WAIT_SLEEPERS)) atomic.notify(waitable + WAIT_EVENT, sleepers);
  ringInterested(waitable);
}

/**
 * Has the main thread look at what it is to do for others, also if it blocks. It reads the count of asks after it has said
 * where it sleeps, so either this finds it asleep, or it finds the count moved on.
 */
// @ts-ignore: decorator
@inline
export function requestMain(): void {
  atomic.add<i32>(MAIN_REQUESTS, 1);
  ringDoorbell(0);
  const parked: usize = atomic.load<i32>(slotAddress(0), SLOT_PARKED);
  if (parked != 0) signal(parked, -1);
}
