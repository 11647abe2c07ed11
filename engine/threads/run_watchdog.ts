import { parentPort } from "node:worker_threads";
import {
  BLOCKED,
  SLOT_GENERATION,
  SLOT_LIFE,
  SLOT_STATE,
  STATE_READY,
  STATE_STARTING,
} from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { loadWord } from "../waiting/word.ts";
import { slotField } from "../memory/addresses.ts";
import { thread } from "../memory/thread.ts";
import { onLifelineLost } from "../platform/lifeline.ts";
import type { WatchOrder } from "./thread_order.ts";

/**
 * Watches other workers: each holds its lifeline as long as it lives, and this thread is told of the end of each. Whoever dies without
 * a word, as of a full heap, is reported in its slot, where a main thread that blocks can see it.
 */
export function runWatchdog(): void {
  const { core } = thread();
  parentPort!.on("message", async ({ slot, generation, lifeline }: WatchOrder) => {
    // The worker must have its lifeline, if that is a lock, before anybody else asks for it.
    const booted = () =>
      loadWord(slotField(slot, SLOT_STATE)) === STATE_STARTING &&
        loadWord(slotField(slot, SLOT_GENERATION)) === generation
        ? BLOCKED
        : 0;
    await doorbell().wait(slotField(slot, SLOT_LIFE), 0, booted);
    onLifelineLost(lifeline, () => core.reportDeath(slot, generation));
  });
  core.setState(STATE_READY);
}
