import { ProcessError } from "../errors/process_error.ts";
import { layoutSymbol } from "../platform/copies.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { shown } from "../options/shown.ts";

const MARK: unique symbol = layoutSymbol("refusal") as never;

/** Thrown inside the encoder at a value that cannot travel; `explain` turns it into a `TransferError` with a path. */
export class Refusal {
  readonly [MARK] = true;
  /** The offending value. */
  readonly value: unknown;
  /** Completes the sentence "Cannot send … as …". */
  readonly reason: string;
  /** What the user's own code threw, if it did. */
  readonly cause: unknown;

  constructor(value: unknown, reason: string, cause?: unknown) {
    this.value = value;
    this.reason = reason;
    this.cause = cause;
  }

  /** Knows those of other copies of this library too: an object of theirs may refuse to travel. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && MARK in value;
  }
}

/** For the `[sharedState]` of an object that means nothing to another thread, which would get an empty one. */
export function notTransferable(object: object, what: string): never {
  throw new Refusal(object, `${what} can be used only in the thread that created it`);
}

/** What the receiver of a value is told that could not be built. */
export function toDecodeError(error: unknown): ProcessError {
  // A reviver's own complaint is the caller's business as it is.
  if (error instanceof ProcessError) return error;
  return new TransferError(`Cannot read a message as building its value failed: received '${shown(error)}'`, {
    cause: error,
  });
}
