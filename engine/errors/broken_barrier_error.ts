import { ProcessError } from "./process_error.ts";

/**
 * A barrier was broken while, or before, a thread waited at it (Python's `threading.BrokenBarrierError`). The message says why.
 *
 * @example
 * ```ts
 * import { Barrier, BrokenBarrierError } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * using barrier = new Barrier(2);
 * const waiting = barrier.wait();
 * barrier.abort();
 * await assertRejects(() => waiting, BrokenBarrierError, "it was aborted");
 * ```
 */
export class BrokenBarrierError extends ProcessError {
  /** The name of the class. */
  override name = "BrokenBarrierError";
}
