import { ProcessError } from "../errors/process_error.ts";
import { TransferError } from "../errors/transfer_error.ts";

/** What the receiver of a value is told that could not be built. */
export function toDecodeError(error: unknown): ProcessError {
  // A reviver's own complaint is the caller's business as it is.
  if (error instanceof ProcessError) return error;
  return new TransferError(`Cannot read a message as building its value failed: received '${error}'`, {
    cause: error,
  });
}
