import { ProcessError } from "./process_error.ts";

/**
 * A future's state does not allow what was asked of it (Python's `concurrent.futures.InvalidStateError`).
 *
 * @example
 * ```ts
 * import { Future, InvalidStateError } from "../../mod.ts";
 * import { assertThrows } from "@std/assert";
 *
 * const future = new Future<number>();
 * future.setResult(1);
 * assertThrows(() => future.setResult(2), InvalidStateError, "finished");
 * ```
 */
export class InvalidStateError extends ProcessError {
  /** The name of the class. */
  override name = "InvalidStateError";
}
