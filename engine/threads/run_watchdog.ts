import { parentPort } from "node:worker_threads";
import { BLOCKED, STATE_READY, STATE_STARTING } from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { Slot } from "../memory/slot.ts";
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
    const watched = new Slot(slot);
    const booted = () => watched.state === STATE_STARTING && watched.generation === generation ? BLOCKED : 0;
    await doorbell().wait(watched.life, 0, booted);
    onLifelineLost(lifeline, () => core.reportDeath(slot, generation));
  });
  core.setState(STATE_READY);
}
