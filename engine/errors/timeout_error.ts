import { ProcessError } from "./process_error.ts";

/** A wait or a task took longer than its `timeout` (Python's `multiprocessing.TimeoutError`). */
export class TimeoutError extends ProcessError {
  override name = "TimeoutError";
}
