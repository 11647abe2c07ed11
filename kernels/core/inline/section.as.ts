// In the place of ../section.as.ts where there is one thread only: nobody kills it.
import { SLOT_SIZE, SLOTS } from "./layout";

export function bind(_slot: i32): void {}

// @ts-ignore: decorator
@inline
export function selfSlot(): i32 {
  return 0;
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
