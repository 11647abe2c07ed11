import { ProcessError } from "./process_error.ts";

/**
 * A queue had no item in time (Python's `queue.Empty`).
 *
 * @example
 * ```ts
 * import { Queue, QueueEmptyError } from "../../mod.ts";
 * import { assertRejects, assertThrows } from "@std/assert";
 *
 * using queue = new Queue<number>();
 * assertThrows(() => queue.getNowait(), QueueEmptyError);
 * await assertRejects(() => queue.get({ timeout: 5 }), QueueEmptyError);
 * ```
 */
export class QueueEmptyError extends ProcessError {
  /** The name of the class. */
  override name = "QueueEmptyError";
}
