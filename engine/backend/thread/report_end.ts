import { SLOT_PARENT } from "../../../kernels/core/layout.ts";
import { loadWord } from "../../atomics/word.ts";
import { packMessage } from "../../codec/message.ts";
import { transferHold } from "../../memory/give_hold.ts";
import { slotField } from "../../memory/slot.ts";
import { thread } from "../../memory/thread.ts";
import type { WorkerExit } from "./worker_handle.ts";

/** Tells the worker that wanted a thread how that ended. The thread's slot has been reaped, and is free once the worker has read it. */
export function reportExit(slot: number, exit: WorkerExit): void {
  const parent = loadWord(slotField(slot, SLOT_PARENT));
  let report = 0;
  try {
    report = transferHold(pack(exit), parent, "a worker's report");
  } catch {
    // No shared memory is left: what the slot itself says must do.
  }
  thread().core.report(slot, report);
}

function pack(exit: WorkerExit): number {
  try {
    return packMessage(exit);
  } catch (refusal) {
    return packMessage({ ...exit, error: refusal });
  }
}
