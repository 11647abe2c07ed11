import { ProcessError } from "./process_error.ts";

/** A value or a function cannot be sent to another thread; the message names the path to it and the reason. */
export class TransferError extends ProcessError {
  override name = "TransferError";
}
