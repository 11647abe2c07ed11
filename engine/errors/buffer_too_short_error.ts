import { ProcessError } from "./process_error.ts";

/**
 * A received message does not fit the caller's buffer; the message is not lost (Python's `BufferTooShort`).
 *
 * @example
 * ```ts
 * import { BufferTooShortError, Pipe } from "../../mod.ts";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const [left, right] = Pipe();
 * left.sendBytes(new Uint8Array([1, 2, 3]));
 * const error = await assertRejects(() => right.recvBytesInto(new Uint8Array(2)), BufferTooShortError);
 * assertEquals(error.bytes, new Uint8Array([1, 2, 3]));
 * ```
 */
export class BufferTooShortError extends ProcessError {
  /** The name of the class. */
  override name = "BufferTooShortError";
  /** The whole message. */
  readonly bytes: Uint8Array;

  /** Made by connections. */
  constructor(message: string, bytes: Uint8Array, options?: ErrorOptions) {
    super(message, options);
    this.bytes = bytes;
  }
}
