import { ProcessError } from "./process_error.ts";

/**
 * The two sides of a connection do not have the same `authKey` (Python's `AuthenticationError`).
 *
 * @example
 * ```ts
 * import { AuthenticationError, Client, Listener } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await using listener = new Listener(["127.0.0.1", 0], { authKey: "right" });
 * const accepted = assertRejects(() => listener.accept(), AuthenticationError);
 * await assertRejects(() => Client(listener.address, { authKey: "wrong" }), AuthenticationError);
 * await accepted;
 * ```
 */
export class AuthenticationError extends ProcessError {
  /** The name of the class. */
  override name = "AuthenticationError";
}
