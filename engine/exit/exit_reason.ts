import { SLOT_EXIT_REASON } from "../core/layout.ts";
import { loadWord, storeWord } from "../waiting/word.ts";
import { packMessage, readMessage } from "../codec/message.ts";
import { heldRecord, slotField } from "../memory/addresses.ts";
import { thread } from "../memory/thread.ts";

/** What a worker's finalizer returned, or what it threw. */
export type FinalizerResult = { readonly value: unknown } | { readonly error: unknown };

/** The `code` of the error that says that a thread ran out of memory: the runtime's, where the runtime tells. */
export const OUT_OF_MEMORY = "ERR_WORKER_OUT_OF_MEMORY";

/** Why a thread ends, or what it has to say at an end in order. */
export type ExitReason =
  /** Thrown outside of any task, or by its pool's initializer. */
  | { readonly kind: "uncaught" | "initializer"; readonly error: unknown }
  /** What its pool's finalizer made. */
  | { readonly kind: "farewell"; readonly farewell: FinalizerResult };

/**
 * Leaves word of why this thread ends, for the thread that started it: in its slot, because what is posted is lost if this thread
 * exits right after, and is not read by a thread that blocks. Only the first are kept.
 */
export function leaveExitReason(words: ExitReason): void {
  const field = slotField(thread().slot, SLOT_EXIT_REASON);
  if (loadWord(field) !== 0) return;
  try {
    storeWord(field, heldRecord(pack(words)));
  } catch {
    // No shared memory is left: the exit code must do.
  }
}

/** What the thread that has a slot left; until the slot is reaped. */
export function readExitReason(slot: number): ExitReason | undefined {
  const record = loadWord(slotField(slot, SLOT_EXIT_REASON));
  return record === 0 ? undefined : readMessage(record, "adopt") as ExitReason;
}

function pack(words: ExitReason): number {
  try {
    return packMessage(words);
  } catch (refusal) {
    const { kind } = words;
    const told: ExitReason = kind === "farewell"
      ? { kind, farewell: { error: refusal } }
      : { kind, error: refusal };
    return packMessage(told);
  }
}
