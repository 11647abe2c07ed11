import { ProcessError } from "./process_error.ts";

/**
 * A future was cancelled before its task began (Python's `concurrent.futures.CancelledError`).
 *
 * @example
 * ```ts
 * import { CancelledError, Future } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * const future = new Future<number>();
 * future.cancel();
 * await assertRejects(() => future, CancelledError);
 * ```
 */
export class CancelledError extends ProcessError {
  /** The name of the class. */
  override name = "CancelledError";
}
