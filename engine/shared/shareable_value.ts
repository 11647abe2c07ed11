/** What a `ShareableList` holds. */
export type Shareable = number | bigint | boolean | string | Uint8Array | null;

/** A value as it lies in a list's slot: what it is, and its bytes. */
export interface PackedValue {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

/** What is in a slot. */
export type Kind =
  | typeof NULL
  | typeof FALSE
  | typeof TRUE
  | typeof NUMBER
  | typeof BIGINT
  | typeof STRING
  | typeof BYTES;

export const NULL = 0;
export const FALSE = 1;
export const TRUE = 2;
export const NUMBER = 3;
export const BIGINT = 4;
export const STRING = 5;
export const BYTES = 6;

const NOTHING = new Uint8Array(0);
const LOWEST = -(2n ** 63n), HIGHEST = 2n ** 63n - 1n;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Throws a `TypeError` for what no list holds, a `RangeError` for a bigint of more than 64 bits. */
export function packValue(value: unknown): PackedValue {
  if (value === null) return { kind: NULL, bytes: NOTHING };
  if (typeof value === "boolean") return { kind: value ? TRUE : FALSE, bytes: NOTHING };
  if (typeof value === "number") return { kind: NUMBER, bytes: bytesOf(Float64Array.of(value)) };
  if (typeof value === "bigint") {
    if (value < LOWEST || value > HIGHEST) {
      throw new RangeError(
        `Cannot store a bigint of more than 64 bits in a ShareableList: received ${value}n`,
      );
    }
    return { kind: BIGINT, bytes: bytesOf(BigInt64Array.of(value)) };
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) {
      throw new TypeError("Cannot store a string with half a surrogate pair in a ShareableList");
    }
    return { kind: STRING, bytes: encoder.encode(value) };
  }
  if (value instanceof Uint8Array) return { kind: BYTES, bytes: value };
  throw new TypeError(
    `Cannot store the value in a ShareableList as it must be a number, bigint, boolean, string, Uint8Array or null: received ${
      typeof value === "object" ? Object.prototype.toString.call(value) : String(value)
    }`,
  );
}

/** The value that was packed. `bytes` are a copy, which may be kept. */
export function unpackValue(kind: Kind, bytes: Uint8Array<ArrayBuffer>): Shareable {
  switch (kind) {
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case NUMBER:
      return new Float64Array(bytes.buffer)[0]!;
    case BIGINT:
      return new BigInt64Array(bytes.buffer)[0]!;
    case STRING:
      return decoder.decode(bytes);
    case BYTES:
      return bytes;
  }
}

/** Python's format character for a value in a slot of that many bytes: a whole number is an `int` there. */
export function formatOf(value: Shareable, room: number): string {
  if (value === null) return "xxxxxx?x";
  if (typeof value === "boolean") return "xxxxxxx?";
  if (typeof value === "number") return Number.isInteger(value) && !Object.is(value, -0) ? "q" : "d";
  return typeof value === "bigint" ? "q" : `${room}s`;
}

function bytesOf(view: Float64Array | BigInt64Array): Uint8Array {
  return new Uint8Array(view.buffer);
}
