import { CORRUPTED, MORE } from "../../kernels/core/layout.ts";
import { thread } from "./thread.ts";

/**
 * Cleans a slot whose thread is gone, or was never started: false if the thread died inside a section. Unless it is `kept`, for its
 * report, the slot is free then.
 */
export function reapSlot(slot: number, how: { killed?: boolean; kept?: boolean } = {}): boolean {
  const { core } = thread();
  while (true) {
    const result = core.reap(slot, how.killed ? 1 : 0, how.kept ? 0 : 1);
    if (result !== MORE) return result !== CORRUPTED;
  }
}
