import { ProcessError } from "./process_error.ts";

/**
 * A value or a function cannot be sent to another thread; the message names the path to it and the reason.
 *
 * @example
 * ```ts
 * import { Pool, TransferError } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await using pool = new Pool(1);
 * const factor = 3;
 * await assertRejects(() => pool.run((n: number) => n * factor, 2), TransferError, '"factor"');
 * await assertRejects(() => pool.run((x: object) => x, { done: () => {} }), TransferError, "done");
 * ```
 */
export class TransferError extends ProcessError {
  /** The name of the class. */
  override name = "TransferError";
}
