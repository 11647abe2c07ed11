import type { Process } from "./process_class.ts";
import { startedChildren } from "./running.ts";

/**
 * The processes that this thread has started and that are alive, oldest first. Python's `multiprocessing.active_children()`.
 *
 * @example
 * ```ts
 * import { Process } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 * import { activeChildren } from "./active_children.ts";
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
