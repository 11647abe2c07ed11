import { processTree } from "./family.ts";
import type { Process } from "./process_class.ts";

/**
 * The process that started this one; `null` on the main thread. Python's `multiprocessing.parent_process()`. It can be
 * looked at and waited for: a process goes on if its parent is killed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parentProcess } from "./parent_process.ts";
 *
 * assertEquals(parentProcess(), null);
 * ```
 */
export function parentProcess(): Process | null {
  return processTree().parent;
}
