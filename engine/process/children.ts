import { ThreadLocal } from "../memory/thread_local.ts";
import type { Process } from "./process_class.ts";
import { getLogger } from "../log/logger.ts";

const current = new ThreadLocal<Set<Process>>("running", () => new Set());

/** The processes that this thread has started and that have not been seen to end. */
export function startedChildren(): Set<Process> {
  return current.get();
}

/**
 * The processes that this thread has started and that are alive, oldest first. Python's `multiprocessing.active_children()`.
 *
 * @example
 * ```ts
 * import { Process } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 * import { activeChildren } from "./children.ts";
 *
 * const process = new Process({ target: () => {} });
 * process.start();
 * assertEquals(activeChildren(), [process]);
 * await process.join();
 * assertEquals(activeChildren(), []);
 * ```
 */
export function activeChildren(): Process[] {
  return [...startedChildren()].filter(isAlive);
}

function isAlive(process: Process): boolean {
  return process.isAlive;
}

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
