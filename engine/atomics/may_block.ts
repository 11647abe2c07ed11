import { SLOT_COUNT, SLOT_STATE, STATE_DEAD, STATE_FREE } from "../../kernels/core/layout.ts";
import { ProcessError } from "../errors/process_error.ts";
import { isActorSlot } from "../memory/actor.ts";
import { slotField } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";
import { loadWord } from "./word.ts";

/**
 * Whether this thread may sleep for `timeout` ms: not if there can be no other, where sleeping is not allowed and nothing would
 * change meanwhile.
 *
 * @throws {ProcessError} If the wait would never end: `timeout` is Infinity, and this is the only thread that there is.
 */
export function mayBlock(timeout: number): boolean {
  if (timeout === Infinity && isAlone()) {
    throw new ProcessError(
      "Cannot block as nothing else runs that could end the wait: use the method that returns a promise",
    );
  }
  return thread().isShared;
}

/** Whether no other thread has a slot. */
function isAlone(): boolean {
  const { isShared, slot: own } = thread();
  if (!isShared) return true;
  if (own !== 0) return false;
  for (let slot = 1; slot < SLOT_COUNT; slot++) {
    const state = loadWord(slotField(slot, SLOT_STATE));
    if (state !== STATE_FREE && state !== STATE_DEAD && !isActorSlot(slot)) return false;
  }
  return true;
}
