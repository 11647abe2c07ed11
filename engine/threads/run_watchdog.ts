import { parentPort } from "node:worker_threads";
import { STATE_READY } from "../core/layout.ts";
import { thread } from "../memory/thread.ts";
import { watchLifeline } from "../platform/lifeline.ts";
import type { WatchOrder } from "./thread_order.ts";

/**
 * Watches the lifelines of other workers. Whoever is dead is reported in its slot, where a main thread that blocks can see it: its
 * locks are free once the main thread has seen that.
 */
export function runWatchdog(): void {
  const { core } = thread();
  parentPort!.on("message", ({ slot, generation, lifeline }: WatchOrder) => {
    watchLifeline(lifeline, () => core.reportDeath(slot, generation));
  });
  core.setState(STATE_READY);
}
