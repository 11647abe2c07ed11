import { TransferError } from "../errors/transfer_errors.ts";
import { align } from "./writer.ts";

const NOTHING = new Uint8Array(0);
const scratch = new DataView(new ArrayBuffer(8));

/**
 * A cursor over a message's bytes. Every step is checked against the end, and every count against the bytes that are
 * left, so that a damaged message throws instead of hanging or allocating what it never held.
 */
export class Reader {
  /** What the message lies in. No view of its part alone is made: for a small message that takes longer than to read it. */
  bytes: Uint8Array = NOTHING;
  position = 0;
  /** Where in `bytes` the message begins and ends. */
  protected start = 0;
  protected end = 0;

  /** How many bytes the message has. */
  get size(): number {
    return this.end - this.start;
  }

  /** Where `offset`, counted from the message's start, is in `bytes`. */
  at(offset: number): number {
    return this.start + offset;
  }

  /** The next byte. */
  byte(): number {
    if (this.position >= this.end) throw this.damaged("it ends early");
    return this.bytes[this.position++]!;
  }

  /** Steps over `length` bytes and returns where they start. */
  skip(length: number): number {
    const start = this.position;
    if (length > this.end - start) throw this.damaged("it ends early");
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
    this.position = this.start + align(this.position - this.start, alignment);
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
    if (count * bytesEach > this.end - this.position) throw this.damaged("a count exceeds its size");
    return count;
  }

  /** A u32. */
  uint32(): number {
    return this.int32() >>> 0;
  }

  /** An i32. */
  int32(): number {
    const bytes = this.bytes;
    const start = this.skip(4);
    return bytes[start]! | bytes[start + 1]! << 8 | bytes[start + 2]! << 16 | bytes[start + 3]! << 24;
  }

  /** A float64. */
  float64(): number {
    this.#loadEight();
    return scratch.getFloat64(0, true);
  }

  /** An i64. */
  bigint64(): bigint {
    this.#loadEight();
    return scratch.getBigInt64(0, true);
  }

  /** The error that says what is wrong and where. */
  damaged(what: string): TransferError {
    return new TransferError(
      `Cannot read a message as ${what}: received ${this.size} bytes, stopped at ${
        this.position - this.start
      }`,
    );
  }

  #loadEight(): void {
    scratch.setInt32(0, this.int32(), true);
    scratch.setInt32(4, this.int32(), true);
  }
}
