import { ProcessError } from "./process_error.ts";

/**
 * A queue had no room in time (Python's `queue.Full`).
 *
 * @example
 * ```ts
 * import { Queue, QueueFullError } from "../../mod.ts";
 * import { assertRejects, assertThrows } from "@std/assert";
 *
 * using queue = new Queue<number>(1);
 * await queue.put(1);
 * assertThrows(() => queue.putNowait(2), QueueFullError);
 * await assertRejects(() => queue.put(2, { timeout: 5 }), QueueFullError);
 * ```
 */
export class QueueFullError extends ProcessError {
  /** The name of the class. */
  override name = "QueueFullError";
}
