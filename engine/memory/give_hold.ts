import { OWNER_SLOT } from "../../kernels/core/layout.ts";
import { heldRecord, recordGeneration } from "./hold.ts";
import { throwCoreError } from "./refuse.ts";
import { thread } from "./thread.ts";

/** Makes a hold of this thread one of the thread that has `slot`, and returns it. What is held is called `what` in errors. */
export function transferHold(hold: number, slot: number, what: string): number {
  const { core } = thread();
  const record = heldRecord(hold);
  const given = core.hold(record, recordGeneration(record), OWNER_SLOT + slot);
  core.release(hold);
  return given < 0 ? throwCoreError(given, what) : given;
}
