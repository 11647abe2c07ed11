import {
  BIGINT,
  BIGINT64,
  FLOAT64,
  INT32,
  SHORT_STRING,
  SHORT_STRING_MAX,
  SMALL_INT,
  SMALL_INT_MAX,
  SMALL_INT_MIN,
  STRING_ASCII,
  STRING_LATIN1,
  STRING_UTF16,
} from "./tags.ts";
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

const ZERO = 0x30, NINE = 0x39, LETTER_A = 0x61, LETTER_X = 0x78;
/** The digits of hexadecimal, as ASCII. */
const DIGITS: readonly number[] = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** What the longest bigint takes that V8 makes. */
const MAX_BIGINT_BYTES = 2 ** 27;

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
  const { bytes } = writer;
  let position = writer.position;
  for (let at = digits.length - 1; at >= 0; at -= 2) {
    const high = at > 0 ? digitValue(digits.charCodeAt(at - 1)) : 0;
    bytes[position++] = high << 4 | digitValue(digits.charCodeAt(at));
  }
  writer.position = position;
}

function digitValue(code: number): number {
  return code <= NINE ? code - ZERO : code - LETTER_A + 10;
}

/** Reads what follows `BIGINT`. */
export function readBigInt(reader: Reader): bigint {
  const negative = reader.byte() === 1;
  const length = reader.count(1);
  const start = reader.skip(length);
  if (length > MAX_BIGINT_BYTES) throw reader.damaged("a bigint is too large");
  const { bytes } = reader;
  // Hexadecimal is what engines read in one pass; a sum of words would copy all that it has for each of them.
  const digits = new Uint8Array(3 + 2 * length);
  digits.set([ZERO, LETTER_X, ZERO]);
  for (let from = start + length - 1, to = 3; from >= start; from--) {
    const byte = bytes[from]!;
    digits[to++] = DIGITS[byte >> 4]!;
    digits[to++] = DIGITS[byte & 15]!;
  }
  const magnitude = BigInt(digits.length < DECODED ? fromUnits(digits) : decoder.decode(digits));
  return negative ? -magnitude : magnitude;
}

/** From this length on, the native encoder beats a loop. */
const LONG = 64;
/** Up to this many units are taken through a list; a view of the bytes wins above. */
const LISTED = 40;
/** From this length on, `TextDecoder` is worth what calling it costs. */
const DECODED = 160;
/** How many arguments one call of `fromCharCode` is given at most. */
const SPREAD = 4096;

/** A list of each length, since `fromCharCode` makes a short string fastest out of one that fits. */
const lists: readonly number[][] = Array.from(
  { length: LISTED + 1 },
  (_, length) => new Array(length).fill(0),
);

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let decodesShared: boolean | undefined;

/** Appends a string with its tag: one byte a unit where that holds it, two otherwise; lone surrogates survive. */
export function writeString(writer: Writer, text: string): void {
  const length = text.length;
  if (length >= LONG && writeAscii(writer, text)) return;
  writer.reserve(length + 9);
  const start = writer.position;
  if (length <= SHORT_STRING_MAX) {
    writer.bytes[writer.position++] = SHORT_STRING + length;
  } else {
    writer.bytes[writer.position++] = STRING_LATIN1;
    writer.varint(length);
  }
  const bytes = writer.bytes;
  let position = writer.position;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0xff) {
      writer.position = start;
      return writeUtf16(writer, text);
    }
    bytes[position++] = unit;
  }
  writer.position = position;
}

/** Reads what `writeString` wrote after the tag of a short string. */
export function readShortString(reader: Reader, length: number): string {
  return readLatin1(reader, length);
}

/** Reads what follows `STRING_LATIN1`. */
export function readLatin1String(reader: Reader): string {
  return readLatin1(reader, reader.count(1));
}

/** Reads what follows `STRING_ASCII`. */
export function readAsciiString(reader: Reader): string {
  const part = reader.part(reader.count(1));
  if (part.length < DECODED) return fromUnits(part);
  if (decodesShared === undefined) decodesShared = detectDecodesShared();
  return decoder.decode(decodesShared ? part : part.slice());
}

/** Reads what follows `STRING_UTF16`. */
export function readUtf16String(reader: Reader): string {
  const length = reader.count(2);
  const units = new Uint16Array(length);
  new Uint8Array(units.buffer).set(reader.part(2 * length));
  return fromUnits(units);
}

function writeAscii(writer: Writer, text: string): boolean {
  const length = text.length;
  const start = writer.position;
  writer.reserve(length + 9);
  writer.byte(STRING_ASCII);
  writer.varint(length);
  const at = writer.position;
  const { read, written } = encoder.encodeInto(text, writer.bytes.subarray(at, at + length));
  if (read === length && written === length) {
    writer.position = at + length;
    return true;
  }
  writer.position = start;
  return false;
}

function writeUtf16(writer: Writer, text: string): void {
  const length = text.length;
  writer.reserve(2 * length + 9);
  writer.byte(STRING_UTF16);
  writer.varint(length);
  const bytes = writer.bytes;
  let position = writer.position;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    bytes[position++] = unit & 0xff;
    bytes[position++] = unit >> 8;
  }
  writer.position = position;
}

function readLatin1(reader: Reader, length: number): string {
  const bytes = reader.bytes;
  const start = reader.skip(length);
  if (length > LISTED) return fromUnits(bytes.subarray(start, start + length));
  const list = lists[length]!;
  for (let i = 0; i < length; i++) list[i] = bytes[start + i]!;
  return String.fromCharCode.apply(null, list);
}

function fromUnits(units: Uint8Array | Uint16Array): string {
  if (units.length <= SPREAD) return String.fromCharCode.apply(null, units as unknown as number[]);
  let text = "";
  for (let i = 0; i < units.length; i += SPREAD) {
    text += String.fromCharCode.apply(null, units.subarray(i, i + SPREAD) as unknown as number[]);
  }
  return text;
}

/** Some runtimes refuse to decode text out of shared memory. */
function detectDecodesShared(): boolean {
  try {
    return decoder.decode(new Uint8Array(new SharedArrayBuffer(1))) === "\0";
  } catch {
    return false;
  }
}
