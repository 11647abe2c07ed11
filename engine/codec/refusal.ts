/** Thrown inside the encoder at a value that cannot travel; `explain` turns it into a `TransferError` with a path. */
export class Refusal {
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
}
