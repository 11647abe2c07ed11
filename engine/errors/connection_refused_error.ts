import { ProcessError } from "./process_error.ts";

/**
 * Nobody listens at the address (Python's `ConnectionRefusedError`).
 *
 * @example
 * ```ts
 * import { Client, ConnectionRefusedError, Listener } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * const listener = new Listener(["127.0.0.1", 0]);
 * listener.close();
 * await assertRejects(() => Client(listener.address), ConnectionRefusedError);
 * ```
 */
export class ConnectionRefusedError extends ProcessError {
  /** The name of the class. */
  override name = "ConnectionRefusedError";
}
