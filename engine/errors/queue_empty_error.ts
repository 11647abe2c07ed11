import { ProcessError } from "./process_error.ts";

/** A queue had no item in time (Python's `queue.Empty`). */
export class QueueEmptyError extends ProcessError {
  override name = "QueueEmptyError";
}
