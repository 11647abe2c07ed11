import { BIGINT, BIGINT64, FLOAT64, INT32, SMALL_INT, SMALL_INT_MAX, SMALL_INT_MIN } from "./tags.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** Appends a number: one byte for a small integer, four for an i32, eight otherwise (-0 among them). */
export function writeNumber(writer: Writer, value: number): void {
  if ((value | 0) !== value || isNegativeZero(value)) {
    writer.taggedFloat64(FLOAT64, value);
  } else if (value >= SMALL_INT_MIN && value <= SMALL_INT_MAX) {
    writer.byte(SMALL_INT + value - SMALL_INT_MIN);
  } else {
    writer.taggedInt32(INT32, value);
  }
}

/** Whether `value` is -0, which no integer type holds. */
export function isNegativeZero(value: number): boolean {
  return value === 0 && 1 / value < 0;
}

/** Appends a bigint: an i64 where it fits, else its sign and its magnitude's bytes, low ones first. */
export function writeBigInt(writer: Writer, value: bigint): void {
  if (BigInt.asIntN(64, value) === value) {
    writer.reserve(9);
    writer.bytes[writer.position] = BIGINT64;
    writer.view.setBigInt64(writer.position + 1, value, true);
    writer.position += 9;
    return;
  }
  const digits = (value < 0n ? -value : value).toString(16);
  const length = (digits.length + 1) >> 1;
  writer.byte(BIGINT);
  writer.byte(value < 0n ? 1 : 0);
  writer.varint(length);
  writer.reserve(length);
  for (let end = digits.length; end > 0; end -= 2) {
    writer.byte(parseInt(digits.slice(Math.max(0, end - 2), end), 16));
  }
}

/** Reads what follows `BIGINT`. */
export function readBigInt(reader: Reader): bigint {
  const negative = reader.byte() === 1;
  const length = reader.count(1);
  const start = reader.skip(length);
  let digits = "0x0";
  for (let i = start + length - 1; i >= start; i--) digits += reader.bytes[i]!.toString(16).padStart(2, "0");
  const magnitude = BigInt(digits);
  return negative ? -magnitude : magnitude;
}
