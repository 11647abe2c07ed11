import { ProcessError } from "./process_error.ts";

/**
 * The other end of a pipe is closed, or this end is (Python's `EOFError`, `BrokenPipeError` and `OSError: handle is closed`).
 *
 * @example
 * ```ts
 * import { ConnectionClosedError, Pipe } from "../../mod.ts";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const [left, right] = Pipe<string>();
 * await left.send("the last words");
 * left.close();
 * assertEquals(await right.recv(), "the last words");
 * await assertRejects(() => right.recv(), ConnectionClosedError);
 * ```
 */
export class ConnectionClosedError extends ProcessError {
  /** The name of the class. */
  override name = "ConnectionClosedError";
}
