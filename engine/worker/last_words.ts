import { SLOT_LAST_WORDS } from "../../kernels/core/layout.ts";
import { loadWord, storeWord } from "../atomics/word.ts";
import { packMessage, readMessage } from "../codec/message.ts";
import { heldRecord } from "../memory/hold.ts";
import { slotField } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";

/** The `code` of the error that says that a thread ran out of memory: the runtime's, where the runtime tells. */
export const OUT_OF_MEMORY = "ERR_WORKER_OUT_OF_MEMORY";

/** Why a thread ends. */
export interface LastWords {
  readonly error: unknown;
  /** Whether it was its pool's initializer that threw. */
  readonly initializer: boolean;
}

/**
 * Leaves word of why this thread ends, for the thread that started it: in its slot, because what is posted is lost if this thread
 * exits right after, and is not read by a thread that blocks. Only the first are kept.
 */
export function leaveLastWords(words: LastWords): void {
  const field = slotField(thread().slot, SLOT_LAST_WORDS);
  if (loadWord(field) !== 0) return;
  try {
    storeWord(field, heldRecord(pack(words)));
  } catch {
    // No shared memory is left: the exit code must do.
  }
}

/** What the thread that has a slot left; until the slot is reaped. */
export function readLastWords(slot: number): LastWords | undefined {
  const record = loadWord(slotField(slot, SLOT_LAST_WORDS));
  return record === 0 ? undefined : readMessage(record, "adopt") as LastWords;
}

function pack({ error, initializer }: LastWords): number {
  try {
    return packMessage({ error, initializer });
  } catch (refusal) {
    return packMessage({ error: refusal, initializer });
  }
}
