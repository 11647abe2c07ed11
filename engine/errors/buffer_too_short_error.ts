import { ProcessError } from "./process_error.ts";

/** A received message does not fit the caller's buffer; the message is not lost (Python's `BufferTooShort`). */
export class BufferTooShortError extends ProcessError {
  override name = "BufferTooShortError";
  /** The whole message. */
  readonly bytes: Uint8Array;

  constructor(message: string, bytes: Uint8Array, options?: ErrorOptions) {
    super(message, options);
    this.bytes = bytes;
  }
}
