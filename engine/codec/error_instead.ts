import { TransferError } from "../errors/transfer_errors.ts";
import { cut } from "../options/shown.ts";
import { inspect } from "../platform/runtime.ts";

/** The most that is shown of what was thrown. */
const SHOWN_UNITS = 1000;

/** The error that is sent instead of what was thrown, which is no error, or a proxy of one: the refusal, and what it refused. */
export function errorInstead(thrown: unknown, refusal: unknown): Error {
  let { message } = refusal as Error;
  try {
    message += `: received ${cut(inspect(thrown), SHOWN_UNITS)}`;
  } catch {
    // It does not let itself be looked at.
  }
  return new TransferError(message);
}
