import { ProcessError } from "./process_error.ts";

/**
 * A queue is closed: it takes no more items, and has none left to give (Python's `queue.ShutDown`).
 *
 * @example
 * ```ts
 * import { Queue, QueueClosedError } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * using queue = new Queue<number>();
 * queue.close();
 * await assertRejects(() => queue.put(1), QueueClosedError);
 * await assertRejects(() => queue.get(), QueueClosedError);
 * ```
 */
export class QueueClosedError extends ProcessError {
  /** The name of the class. */
  override name = "QueueClosedError";
}
