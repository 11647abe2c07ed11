// Counters: words that are only ever counted up, from FIRST_COUNT on and around at 2^32.
import { FIRST_COUNT } from "./layout";

/** Lets a counter begin that was never used: its memory is zeroed. */
// @ts-ignore: decorator
@inline
export function beginCount(address: usize, offset: usize): void {
  if (FIRST_COUNT != 0) store<u32>(address + offset, <u32>FIRST_COUNT);
}

/** How far a counter has come since it was `since`. */
// @ts-ignore: decorator
@inline
export function countSince(now: u32, since: u32): u32 {
  return now - since;
}

/** The next of a counter's numbers, of which 0 is none. */
// @ts-ignore: decorator
@inline
export function nextSerial(counter: usize): u32 {
  let serial = atomic.add<u32>(counter, 1);
  if (serial == 0) serial = atomic.add<u32>(counter, 1);
  return serial;
}
