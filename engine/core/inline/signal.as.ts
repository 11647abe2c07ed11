// In the place of ../signal.as.ts where there is one thread only: it does not sleep, and has the only doorbell. The thread itself
// looks whether that has rung, after each call of the core (`whenNotified` in engine/waiting/wait_on_word.ts).
import { SLOT_DOORBELL, WAIT_EVENT, WAIT_INTEREST } from "./layout";
import { slotAddress } from "./section.as";

// @ts-ignore: decorator
@inline
function add(address: usize): void {
  store<i32>(address, load<i32>(address) + 1);
}

// @ts-ignore: decorator
@inline
export function ringDoorbell(_slot: i32): void {
  add(slotAddress(0) + SLOT_DOORBELL);
}

// @ts-ignore: decorator
@inline
export function ringInterested(waitable: usize): void {
  if (load<i32>(waitable, WAIT_INTEREST) == 0) return;
  store<i32>(waitable, 0, WAIT_INTEREST);
  ringDoorbell(0);
}

// @ts-ignore: decorator
@inline
export function signal(waitable: usize, _sleepers: i32): void {
  add(waitable + WAIT_EVENT);
  ringInterested(waitable);
}

// @ts-ignore: decorator
@inline
export function requestMain(): void {}
