import { family } from "./family.ts";
import type { Process } from "./process_class.ts";

/**
 * The process that started this one; `null` on the main thread. Python's `multiprocessing.parent_process()`. A process ends with its
 * parent, so there is no waiting for it.
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
  return family().parent;
}
