import { ProcessError } from "./process_error.ts";

/** The pool was closed or terminated (Python's `ValueError: Pool not running`). */
export class PoolClosedError extends ProcessError {
  override name = "PoolClosedError";
}
