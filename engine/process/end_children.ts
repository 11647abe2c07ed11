import { getLogger } from "../worker/get_logger.ts";
import { activeChildren } from "./active_children.ts";

/** Ends this thread's children before it ends itself: daemons are terminated, the others are waited for. Python's order. */
export async function endChildren(): Promise<void> {
  terminateDaemons();
  for (const process of activeChildren()) {
    getLogger().info(() => `calling join() for process ${process.name}`);
    await process.join();
  }
}

/** {@linkcode endChildren}, blocking this thread. */
export function endChildrenSync(): void {
  terminateDaemons();
  for (const process of activeChildren()) {
    getLogger().info(() => `calling join() for process ${process.name}`);
    process.joinSync();
  }
}

function terminateDaemons(): void {
  for (const process of activeChildren()) {
    if (!process.daemon) continue;
    getLogger().info(() => `calling terminate() for daemon ${process.name}`);
    process.terminate();
  }
}
