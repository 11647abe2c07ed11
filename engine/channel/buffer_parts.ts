import { BufferTooShortError } from "../errors/channel_errors.ts";
import { shown } from "../options/shown.ts";

/** A buffer that a connection can send from or receive into. */
export type BytesLike = ArrayBufferLike | ArrayBufferView;

/** `size` bytes of a buffer from `offset` on. Throws a `RangeError` if it has no such part. */
export function bytesToSend(buffer: BytesLike, offset: number, size: number | undefined): Uint8Array {
  const bytes = bytesOf(buffer);
  const end = offset + (size ?? bytes.length - offset);
  if (
    !(Number.isInteger(offset) && Number.isInteger(end) && 0 <= offset && offset <= end &&
      end <= bytes.length)
  ) {
    throw new RangeError(
      `Cannot send ${size ?? "the"} bytes from ${offset} on of a buffer of ${bytes.length} bytes`,
    );
  }
  return bytes.slice(offset, end);
}

/** The end of a buffer, from `offset` on, that a message is to be copied into. Throws a `RangeError` if it has none. */
export function receiveTarget(buffer: BytesLike, offset: number): Uint8Array {
  const target = bytesOf(buffer);
  if (!(Number.isInteger(offset) && offset >= 0 && offset <= target.length)) {
    throw new RangeError(
      `Cannot receive into a buffer of ${target.length} bytes as 'offset' must be in it: received ${offset}`,
    );
  }
  return target.subarray(offset);
}

/** Copies a message, and returns the number of its bytes. Throws a `BufferTooShortError`, which has the message, if it does not fit. */
export function copyInto(room: Uint8Array, bytes: Uint8Array<ArrayBuffer>): number {
  room.set(checkFits(bytes, room.length));
  return bytes.length;
}

/** A message that was sent as bytes. Throws a `TypeError` for another. */
export function asBytes(value: unknown): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array) return value as Uint8Array<ArrayBuffer>;
  throw new TypeError("Cannot receive bytes as the message is another value: it was sent with send()");
}

/** A message of at most `maxLength` bytes. Throws a `BufferTooShortError`, which has the message, if it is longer. */
export function checkFits(bytes: Uint8Array<ArrayBuffer>, maxLength: number): Uint8Array<ArrayBuffer> {
  if (bytes.length <= maxLength) return bytes;
  throw new BufferTooShortError(`Cannot receive ${bytes.length} bytes where ${maxLength} fit`, bytes);
}

/** Throws for what is no most length of a message. */
export function checkLength(maxLength: number): void {
  if (typeof maxLength !== "number" || !(maxLength >= 0)) {
    throw new RangeError(`Cannot receive bytes as 'maxLength' must be 0 or more: received ${maxLength}`);
  }
}

function bytesOf(buffer: unknown): Uint8Array {
  if (ArrayBuffer.isView(buffer)) return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  // In a page that is not isolated there is no such class.
  const Shared = globalThis.SharedArrayBuffer as typeof SharedArrayBuffer | undefined;
  if (Shared !== undefined && buffer instanceof Shared) return new Uint8Array(buffer);
  throw new TypeError(
    `Cannot use it as a buffer as it must be an ArrayBuffer or a view: received ${shown(buffer)}`,
  );
}
