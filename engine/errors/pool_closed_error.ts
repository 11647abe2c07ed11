import { ProcessError } from "./process_error.ts";

/**
 * The pool was closed or terminated (Python's `ValueError: Pool not running`).
 *
 * @example
 * ```ts
 * import { Pool, PoolClosedError } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * const pool = new Pool(1);
 * pool.close();
 * await assertRejects(() => pool.run(() => 1), PoolClosedError);
 * await pool.join();
 * ```
 */
export class PoolClosedError extends ProcessError {
  /** The name of the class. */
  override name = "PoolClosedError";
}
