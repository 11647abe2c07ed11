import { ProcessError } from "./process_error.ts";

/** A queue had no room in time (Python's `queue.Full`). */
export class QueueFullError extends ProcessError {
  override name = "QueueFullError";
}
