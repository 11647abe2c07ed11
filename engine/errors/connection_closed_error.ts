import { ProcessError } from "./process_error.ts";

/** The other end of a pipe is closed, or this end is (Python's `EOFError`, `BrokenPipeError` and `OSError: handle is closed`). */
export class ConnectionClosedError extends ProcessError {
  override name = "ConnectionClosedError";
}
