import { processTree } from "./family.ts";
import type { Process } from "./process_class.ts";

/**
 * The process that runs this thread: in a `Process`, the very object that runs; in a pool's worker, one with the worker's name; on
 * the main thread, one named `MainProcess`. Python's `multiprocessing.current_process()`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { currentProcess } from "./current_process.ts";
 *
 * assertEquals([currentProcess().name, currentProcess().isAlive], ["MainProcess", true]);
 * ```
 */
export function currentProcess(): Process {
  return processTree().current;
}
