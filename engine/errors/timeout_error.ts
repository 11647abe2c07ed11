import { ProcessError } from "./process_error.ts";

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
}
