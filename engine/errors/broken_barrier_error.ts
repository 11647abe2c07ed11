import { ProcessError } from "./process_error.ts";

/** A barrier was broken while, or before, a thread waited at it (Python's `threading.BrokenBarrierError`). */
export class BrokenBarrierError extends ProcessError {
  override name = "BrokenBarrierError";
}
