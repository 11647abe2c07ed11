import { nameErrorClass, ProcessError } from "./process_error.ts";

/**
 * A wait or a task took longer than its `timeout` (Python's `multiprocessing.TimeoutError`).
 *
 * @example
 * ```ts
 * import { Pool, TimeoutError } from "../../mod.ts";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const spin = () => {
 *   for (;;);
 * };
 * await using pool = new Pool(1);
 * await assertRejects(() => pool.apply(spin, [], { timeout: 20 }), TimeoutError);
 * assertEquals(await pool.run(() => "the pool goes on"), "the pool goes on");
 * ```
 */
export class TimeoutError extends ProcessError {
  /** The name of the class. */
  override name = "TimeoutError";

  static {
    nameErrorClass(this, "TimeoutError");
  }
}

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

  static {
    nameErrorClass(this, "BrokenBarrierError");
  }
}
