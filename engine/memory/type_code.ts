import { NUMBER_CODES, numberType } from "./number_type.ts";
import { elementTypeError, makeElementType, quoted } from "./stored_as.ts";

/** The view of the shared memory that holds elements of a type, by type code: Python's codes, then WebAssembly's names. */
export interface ViewTypes {
  /** A signed 8-bit integer. */
  readonly b: Int8Array<SharedArrayBuffer>;
  /** An unsigned 8-bit integer. */
  readonly B: Uint8Array<SharedArrayBuffer>;
  /** A signed 16-bit integer. */
  readonly h: Int16Array<SharedArrayBuffer>;
  /** An unsigned 16-bit integer. */
  readonly H: Uint16Array<SharedArrayBuffer>;
  /** A signed 32-bit integer. */
  readonly i: Int32Array<SharedArrayBuffer>;
  /** An unsigned 32-bit integer. */
  readonly I: Uint32Array<SharedArrayBuffer>;
  /** A signed 64-bit integer, as Python's C long is on Linux and macOS. */
  readonly l: BigInt64Array<SharedArrayBuffer>;
  /** An unsigned 64-bit integer. */
  readonly L: BigUint64Array<SharedArrayBuffer>;
  /** A signed 64-bit integer. */
  readonly q: BigInt64Array<SharedArrayBuffer>;
  /** An unsigned 64-bit integer. */
  readonly Q: BigUint64Array<SharedArrayBuffer>;
  /** A 32-bit float. */
  readonly f: Float32Array<SharedArrayBuffer>;
  /** A 64-bit float. */
  readonly d: Float64Array<SharedArrayBuffer>;
  /** A Latin-1 character, 1 byte. */
  readonly c: Uint8Array<SharedArrayBuffer>;
  /** A Unicode character, 4 bytes. */
  readonly u: Uint32Array<SharedArrayBuffer>;
  /** A signed 8-bit integer. */
  readonly i8: Int8Array<SharedArrayBuffer>;
  /** An unsigned 8-bit integer. */
  readonly u8: Uint8Array<SharedArrayBuffer>;
  /** A signed 16-bit integer. */
  readonly i16: Int16Array<SharedArrayBuffer>;
  /** An unsigned 16-bit integer. */
  readonly u16: Uint16Array<SharedArrayBuffer>;
  /** A signed 32-bit integer. */
  readonly i32: Int32Array<SharedArrayBuffer>;
  /** An unsigned 32-bit integer. */
  readonly u32: Uint32Array<SharedArrayBuffer>;
  /** A signed 64-bit integer. */
  readonly i64: BigInt64Array<SharedArrayBuffer>;
  /** An unsigned 64-bit integer. */
  readonly u64: BigUint64Array<SharedArrayBuffer>;
  /** A 32-bit float. */
  readonly f32: Float32Array<SharedArrayBuffer>;
  /** A 64-bit float. */
  readonly f64: Float64Array<SharedArrayBuffer>;
}

/** What says of which type a shared value or array is. */
export type TypeCode = keyof ViewTypes;

/** The codes of characters; all others are of numbers. */
export type TextCode = "c" | "u";

/** What an element is in JavaScript: a number, a bigint for the 64-bit integers, a one-character string for characters. */
export type ElementOf<Code extends TypeCode> = Code extends TextCode ? string : ViewTypes[Code][number];

/** The typed array over elements of a type. */
export type ViewOf<Code extends TypeCode> = ViewTypes[Code];

/** A number as it lies in the shared memory. */
export type Stored = number | bigint;

/** A view of elements, whatever their type. */
export type ElementView = ViewTypes[TypeCode];

/** Integers and floats are numbers in JavaScript; text is characters, which have no arithmetic. */
export type ElementKind = "integer" | "bigint" | "float" | "text";

/** What the engine must know of a type. */
export interface ElementType {
  /** Bytes an element. */
  readonly bytes: number;
  readonly kind: ElementKind;
  /** The class of typed arrays with such elements. */
  readonly View: ViewConstructor;
  /** A view of `length` elements from a byte offset on. */
  view(buffer: SharedArrayBuffer, byteOffset: number, length: number): ElementView;
  /**
   * What is stored for `value`: integers wrap when they are stored, as in Python.
   *
   * @throws {TypeError} If the type does not hold such a value.
   */
  toStored(value: unknown): Stored;
  /** The element that was stored as `stored`. */
  fromStored(stored: Stored): Stored | string;
}

/** A class of typed arrays. */
export interface ViewConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): ElementView;
}

/** The type with that code, one of Python's (`"i"`, `"d"`) or WebAssembly's (`"i32"`, `"f64"`). Throws a `TypeError` for any other. */
export function elementType(code: string): ElementType {
  const type = numberType(code) ?? (Object.hasOwn(TEXTS, code) ? TEXTS[code as TextCode] : undefined);
  if (type !== undefined) return type;
  const codes = [...Object.keys(TEXTS), ...NUMBER_CODES].join(" ");
  throw new TypeError(`Cannot use the type code as it must be one of ${codes}: received ${quoted(code)}`);
}

function text(
  View: ViewConstructor,
  toStored: (value: unknown) => number,
  fromStored: (stored: number) => string,
): ElementType {
  return { ...makeElementType("text", View, toStored), fromStored: fromStored as (stored: Stored) => string };
}

function toLatin1(value: unknown): number {
  if (typeof value !== "string" || value.length !== 1 || value.charCodeAt(0) > 0xff) {
    throw elementTypeError("one Latin-1 character", value);
  }
  return value.charCodeAt(0);
}

function toCodePoint(value: unknown): number {
  const point = typeof value === "string" ? value.codePointAt(0) : undefined;
  if (point === undefined || (value as string).length !== (point > 0xffff ? 2 : 1)) {
    throw elementTypeError("one character", value);
  }
  return point;
}

const TEXTS: Readonly<Record<TextCode, ElementType>> = {
  c: text(Uint8Array, toLatin1, (stored) => String.fromCharCode(stored)),
  // A kernel may have stored a number that is no code point.
  u: text(Uint32Array, toCodePoint, (stored) => stored > 0x10ffff ? "\ufffd" : String.fromCodePoint(stored)),
};
