import { ProcessError } from "./process_error.ts";

/** A queue is closed: it takes no more items, and has none left to give (Python's `queue.ShutDown`). */
export class QueueClosedError extends ProcessError {
  override name = "QueueClosedError";
}
