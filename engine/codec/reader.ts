import { TransferError } from "../errors/transfer_error.ts";
import { align } from "./writer.ts";

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

/**
 * A cursor over a message's bytes. Every step is checked against the end, and every count against the bytes that are
 * left, so that a damaged message throws instead of hanging or allocating what it never held.
 */
export class Reader {
  readonly bytes: Uint8Array;
  position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The next byte. */
  byte(): number {
    const value = this.bytes[this.position++];
    if (value === undefined) throw this.damaged("it ends early");
    return value;
  }

  /** Steps over `length` bytes and returns where they start. */
  skip(length: number): number {
    const start = this.position;
    if (length > this.bytes.length - start) throw this.damaged("it ends early");
    this.position = start + length;
    return start;
  }

  /** The next `length` bytes, not copied. */
  part(length: number): Uint8Array {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Steps to the next multiple of `alignment` from the message's start. */
  align(alignment: number): void {
    this.position = align(this.position, alignment);
  }

  /** An integer from 0 to 2^53 - 1. */
  varint(): number {
    let byte = this.byte();
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    do {
      byte = this.byte();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80 && scale <= Number.MAX_SAFE_INTEGER);
    if (!Number.isSafeInteger(value) || byte >= 0x80) throw this.damaged("an integer is too large");
    return value;
  }

  /** How many items follow, each of at least `bytesEach` bytes. */
  count(bytesEach: number): number {
    const count = this.varint();
    if (count * bytesEach > this.bytes.length - this.position) throw this.damaged("a count exceeds its size");
    return count;
  }

  /** A u32. */
  uint32(): number {
    this.#load(4);
    return scratch.getUint32(0, true);
  }

  /** An i32. */
  int32(): number {
    this.#load(4);
    return scratch.getInt32(0, true);
  }

  /** A float64. */
  float64(): number {
    this.#load(8);
    return scratch.getFloat64(0, true);
  }

  /** An i64. */
  bigint64(): bigint {
    this.#load(8);
    return scratch.getBigInt64(0, true);
  }

  /** The error that says what is wrong and where. */
  damaged(what: string): TransferError {
    return new TransferError(
      `Cannot read a message as ${what}: received ${this.bytes.length} bytes, stopped at ${this.position}`,
    );
  }

  #load(length: number): void {
    const bytes = this.bytes;
    const start = this.skip(length);
    for (let i = 0; i < length; i++) scratchBytes[i] = bytes[start + i]!;
  }
}
