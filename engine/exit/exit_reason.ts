import { refusalOf } from "../codec/encode.ts";
import { errorInstead } from "../codec/error_instead.ts";
import { STATE_FINISHED } from "../core/layout.ts";
import { packMessage, readMessage } from "../codec/message.ts";
import { heldRecord } from "../memory/records.ts";
import { Slot } from "../memory/slot.ts";
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
  | { readonly kind: "finalizer"; readonly result: FinalizerResult };

/**
 * Leaves word of why this thread ends, for the thread that started it: in its slot, because what is posted is lost if this thread
 * exits right after, and is not read by a thread that blocks. Only the first are kept, and none after
 * the end has been told.
 */
export function leaveExitReason(words: ExitReason): void {
  const own = new Slot(thread().slot);
  if (own.exitReason !== 0 || own.state === STATE_FINISHED) return;
  try {
    own.exitReason = heldRecord(pack(words));
  } catch {
    // No shared memory is left: the exit code must do.
  }
}

/** Says, once, that this thread ends by itself: it can do nothing to the engine any more. */
export function finishThread(code: number): void {
  if (new Slot(thread().slot).state !== STATE_FINISHED) thread().core.finish(code);
}

/** What the thread that has a slot left; until the slot is reaped. */
export function readExitReason(slot: number): ExitReason | undefined {
  const record = new Slot(slot).exitReason;
  return record === 0 ? undefined : readMessage(record, "adopt") as ExitReason;
}

function pack(words: ExitReason): number {
  try {
    return packMessage(words);
  } catch {
    return packMessage(sendableWords(words));
  }
}

/** The same words with an error that says why in the place of what cannot be sent. */
function sendableWords(words: ExitReason): ExitReason {
  if (words.kind !== "finalizer") return { ...words, error: sendableError(words.error) };
  const { kind, result } = words;
  if ("error" in result) return { kind, result: { error: sendableError(result.error) } };
  return { kind, result: { error: refusalOf(result.value, "result") } };
}

/** What can be sent of what was thrown, or an error instead. */
export function sendableError(thrown: unknown): unknown {
  const refusal = refusalOf(thrown, "the error");
  return refusal === undefined ? thrown : errorInstead(thrown, refusal);
}
