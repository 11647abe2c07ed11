import * as layout from "../core/layout.ts";
import { OutOfMemoryError } from "../errors/system_errors.ts";
import { heapBytes, retiredBytes, usedBytes } from "./header.ts";
import { largestGap } from "./records.ts";
import { fullTables } from "./tables.ts";
import { thread } from "./thread.ts";
import { waitingBytes } from "./waiting_bytes.ts";
import { CORRUPTED, MORE } from "../core/layout.ts";

/** Turns a refusal of the core into the error that a caller can act on. */
export function throwCoreError(code: number, what: string, bytes = 0): never {
  if (code === layout.NO_MEMORY) {
    const retired = retiredBytes(), waiting = waitingBytes();
    throw new OutOfMemoryError(
      `Cannot create ${what} of ${bytes} bytes: ${usedBytes()} of ${heapBytes()} bytes of shared memory are in use` +
        (waiting > 0 ? `, ${waiting} of them by threads that were stopped and have not ended` : "") +
        (retired > 0 ? `, ${retired} are retired` : "") +
        `, the largest free block has ${largestGap()}; dispose of what is not needed, or set a larger size with configure({ memory })`,
    );
  }
  if (code === layout.NO_ROOM) throw tableFull(what, fullTables());
  if (code === layout.STALE) throw new ReferenceError(`Cannot use ${what}: it has been disposed of`);
  throw new Error(`Cannot use ${what}: the core refused with code ${code}`);
}

/** There is room in the memory, and none in the tables that say what lies in it. */
export function tableFull(what: string, full: string): OutOfMemoryError {
  return new OutOfMemoryError(
    `Cannot create ${what}: ${full} that there can be are in use; dispose of what is not needed, or put many small things into one`,
  );
}

/**
 * Cleans a slot whose thread is gone, or was never started: false if the thread died inside a section. Unless it is `kept`, for its
 * parent to see, the slot is free then. Blocks of a thread that `mayWrite` still are retired.
 */
export function reapSlot(slot: number, how: { mayWrite?: boolean; kept?: boolean } = {}): boolean {
  const { core } = thread();
  while (true) {
    const result = core.reap(slot, how.mayWrite ? 1 : 0, how.kept ? 0 : 1);
    if (result !== MORE) return result !== CORRUPTED;
  }
}
