// In the place of ../section.as.ts where there is one thread only: nobody kills it.
import { SLOT_SIZE, SLOTS } from "./layout";

/** The slot of who calls: the thread's, or that of an inline worker or process. */
let self: i32 = 0;

export function bind(slot: i32): void {
  self = slot;
}

// @ts-ignore: decorator
@inline
export function selfSlot(): i32 {
  return self;
}

// @ts-ignore: decorator
@inline
export function slotAddress(slot: i32): usize {
  return SLOTS + slot * SLOT_SIZE;
}

// @ts-ignore: decorator
@inline
export function enter(): void {}

// @ts-ignore: decorator
@inline
export function leave(): void {}
