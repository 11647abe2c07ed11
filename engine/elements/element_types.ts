import { cut, shown } from "../options/shown.ts";

/**
 * The view of the shared memory that holds elements of a type, by type code: Python's codes, then WebAssembly's names. The
 * views are over memory of another kind if `Memory` says so.
 */
export interface ViewTypes<Memory extends ArrayBufferLike = SharedArrayBuffer> {
  /** A signed 8-bit integer. */
  readonly b: Int8Array<Memory>;
  /** An unsigned 8-bit integer. */
  readonly B: Uint8Array<Memory>;
  /** A signed 16-bit integer. */
  readonly h: Int16Array<Memory>;
  /** An unsigned 16-bit integer. */
  readonly H: Uint16Array<Memory>;
  /** A signed 32-bit integer. */
  readonly i: Int32Array<Memory>;
  /** An unsigned 32-bit integer. */
  readonly I: Uint32Array<Memory>;
  /** A signed 64-bit integer, as Python's C long is on Linux and macOS. */
  readonly l: BigInt64Array<Memory>;
  /** An unsigned 64-bit integer. */
  readonly L: BigUint64Array<Memory>;
  /** A signed 64-bit integer. */
  readonly q: BigInt64Array<Memory>;
  /** An unsigned 64-bit integer. */
  readonly Q: BigUint64Array<Memory>;
  /** A 32-bit float. */
  readonly f: Float32Array<Memory>;
  /** A 64-bit float. */
  readonly d: Float64Array<Memory>;
  /** A Latin-1 character, 1 byte. */
  readonly c: Uint8Array<Memory>;
  /** A Unicode character, 4 bytes. */
  readonly u: Uint32Array<Memory>;
  /** A signed 8-bit integer. */
  readonly i8: Int8Array<Memory>;
  /** An unsigned 8-bit integer. */
  readonly u8: Uint8Array<Memory>;
  /** A signed 16-bit integer. */
  readonly i16: Int16Array<Memory>;
  /** An unsigned 16-bit integer. */
  readonly u16: Uint16Array<Memory>;
  /** A signed 32-bit integer. */
  readonly i32: Int32Array<Memory>;
  /** An unsigned 32-bit integer. */
  readonly u32: Uint32Array<Memory>;
  /** A signed 64-bit integer. */
  readonly i64: BigInt64Array<Memory>;
  /** An unsigned 64-bit integer. */
  readonly u64: BigUint64Array<Memory>;
  /** A 32-bit float. */
  readonly f32: Float32Array<Memory>;
  /** A 64-bit float. */
  readonly f64: Float64Array<Memory>;
}

/** The code that says of which type a shared value or array is. */
export type TypeCode = keyof ViewTypes;

/** WebAssembly's names of the number types, by Python's codes of them. */
export interface PythonCodes {
  /** As `i8`. */
  readonly b: "i8";
  /** As `u8`. */
  readonly B: "u8";
  /** As `i16`. */
  readonly h: "i16";
  /** As `u16`. */
  readonly H: "u16";
  /** As `i32`. */
  readonly i: "i32";
  /** As `u32`. */
  readonly I: "u32";
  /** As `i64`. */
  readonly l: "i64";
  /** As `u64`. */
  readonly L: "u64";
  /** As `i64`. */
  readonly q: "i64";
  /** As `u64`. */
  readonly Q: "u64";
  /** As `f32`. */
  readonly f: "f32";
  /** As `f64`. */
  readonly d: "f64";
}

/** Python's codes of numbers. */
export type PythonCode = keyof PythonCodes;

/** The codes of characters; all others are of numbers. */
export type TextCode = "c" | "u";

/** AssemblyScript's numeric types; the 64-bit integers are `bigint` in JavaScript. */
export type NumericType = Exclude<TypeCode, PythonCode | TextCode>;

/** An element in JavaScript: a number, a bigint for the 64-bit integers, a one-character string for characters. */
export type ElementOf<Code extends TypeCode> = Code extends TextCode ? string : ViewTypes[Code][number];

/** The typed array over elements of a type. */
export type ViewOf<Code extends TypeCode> = ViewTypes[Code];

/** A number of the type. */
export type NumberOf<Type extends NumericType> = ViewTypes[Type][number];

/** The typed array of the type, over memory of its own. */
export type NumberArrayOf<Type extends NumericType> = ViewTypes<ArrayBuffer>[Type];

/** The typed array of the type, over memory of any kind: what a caller may pass. */
export type AnyNumberArrayOf<Type extends NumericType> = ViewTypes<ArrayBufferLike>[Type];

/** The type codes of shared arrays with such elements. */
export type TypeCodesOf<Type extends NumericType> =
  | Type
  | { [Code in PythonCode]: PythonCodes[Code] extends Type ? Code : never }[PythonCode];

/** A number as it lies in the shared memory. */
export type Stored = number | bigint;

/** A view of elements, whatever their type. */
export type ElementView = ViewTypes[TypeCode];

/** Integers and floats are numbers in JavaScript; text is characters, which have no arithmetic. */
export type ElementKind = "integer" | "bigint" | "float" | "text";

/** All that the engine knows of a type. */
export interface ElementType {
  /** Bytes an element. */
  readonly bytes: number;
  readonly kind: ElementKind;
  /** Whether the type has negative numbers. */
  readonly isSigned: boolean;
  /** The class of typed arrays with such elements. */
  readonly View: ViewConstructor;
  /** A view of `length` elements from a byte offset on. */
  view(buffer: SharedArrayBuffer, byteOffset: number, length: number): ElementView;
  /** Reads the number at a byte offset, which need not be aligned. */
  readonly read: ReadNumber;
  /** Writes the number at a byte offset, which need not be aligned. */
  readonly write: WriteNumber;
  /**
   * The number that is stored for `value`: integers wrap when they are stored, as in Python.
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

type ReadNumber = (memory: DataView, at: number) => Stored;
type WriteNumber = (memory: DataView, at: number, stored: Stored) => void;

/**
 * The table of element types: one row a type, from which everything else about it derives. Each row has functions of its own
 * for reading and writing, because the runtime compiles such a function into the access itself; with one function for all
 * rows, an access takes twice as long.
 */
export const NUMBER_TYPES: Readonly<Record<NumericType, ElementType>> = {
  i8: integers(Int8Array, true, (m, at) => m.getInt8(at), (m, at, x) => m.setInt8(at, x as number)),
  u8: integers(Uint8Array, false, (m, at) => m.getUint8(at), (m, at, x) => m.setUint8(at, x as number)),
  i16: integers(
    Int16Array,
    true,
    (m, at) => m.getInt16(at, true),
    (m, at, x) => m.setInt16(at, x as number, true),
  ),
  u16: integers(
    Uint16Array,
    false,
    (m, at) => m.getUint16(at, true),
    (m, at, x) => m.setUint16(at, x as number, true),
  ),
  i32: integers(
    Int32Array,
    true,
    (m, at) => m.getInt32(at, true),
    (m, at, x) => m.setInt32(at, x as number, true),
  ),
  u32: integers(
    Uint32Array,
    false,
    (m, at) => m.getUint32(at, true),
    (m, at, x) => m.setUint32(at, x as number, true),
  ),
  i64: integers(
    BigInt64Array,
    true,
    (m, at) => m.getBigInt64(at, true),
    (m, at, x) => m.setBigInt64(at, x as bigint, true),
  ),
  u64: integers(
    BigUint64Array,
    false,
    (m, at) => m.getBigUint64(at, true),
    (m, at, x) => m.setBigUint64(at, x as bigint, true),
  ),
  f32: floats(
    Float32Array,
    (m, at) => m.getFloat32(at, true),
    (m, at, x) => m.setFloat32(at, x as number, true),
  ),
  f64: floats(
    Float64Array,
    (m, at) => m.getFloat64(at, true),
    (m, at, x) => m.setFloat64(at, x as number, true),
  ),
};

/** Python's codes of numbers, and WebAssembly's names for the same types. */
const PYTHON_CODES: PythonCodes = {
  b: "i8",
  B: "u8",
  h: "i16",
  H: "u16",
  i: "i32",
  I: "u32",
  l: "i64",
  L: "u64",
  q: "i64",
  Q: "u64",
  f: "f32",
  d: "f64",
};

// A program that uses numbers alone leaves these out of its bundle, as the calls are marked.
const TEXT_TYPES: Readonly<Record<TextCode, ElementType>> = {
  c: /* @__PURE__ */ text("u8", toLatin1, (stored) => String.fromCharCode(stored)),
  // A kernel may have stored a number that is no code point.
  u: /* @__PURE__ */ text(
    "u32",
    toCodePoint,
    (stored) => stored > 0x10ffff ? "\ufffd" : String.fromCodePoint(stored),
  ),
};

/** The type with that code, one of Python's (`"i"`, `"d"`) or WebAssembly's (`"i32"`, `"f64"`). Throws a `TypeError` for any other. */
export function elementType(code: string): ElementType {
  const type = numberType(code) ??
    (Object.hasOwn(TEXT_TYPES, code) ? TEXT_TYPES[code as TextCode] : undefined);
  if (type !== undefined) return type;
  const codes = [TEXT_TYPES, PYTHON_CODES, NUMBER_TYPES].flatMap(Object.keys).join(" ");
  throw new TypeError(`Cannot use the type code as it must be one of ${codes}: received ${quoted(code)}`);
}

/** The type of numbers with that code; `undefined` for any other. */
export function numberType(code: Exclude<TypeCode, TextCode>): ElementType;
export function numberType(code: string): ElementType | undefined;
export function numberType(code: string): ElementType | undefined {
  const name = Object.hasOwn(PYTHON_CODES, code) ? PYTHON_CODES[code as PythonCode] : code;
  return Object.hasOwn(NUMBER_TYPES, name) ? NUMBER_TYPES[name as NumericType] : undefined;
}

function integers(
  View: ViewConstructor,
  isSigned: boolean,
  read: ReadNumber,
  write: WriteNumber,
): ElementType {
  return View.BYTES_PER_ELEMENT === 8
    ? makeType("bigint", View, isSigned, read, write, toBigInt)
    : makeType("integer", View, isSigned, read, write, toInteger);
}

function floats(View: ViewConstructor, read: ReadNumber, write: WriteNumber): ElementType {
  return makeType("float", View, true, read, write, toFloat);
}

/** A type whose elements are what is stored. */
function makeType(
  kind: ElementKind,
  View: ViewConstructor,
  isSigned: boolean,
  read: ReadNumber,
  write: WriteNumber,
  toStored: (value: unknown) => Stored,
): ElementType {
  return {
    bytes: View.BYTES_PER_ELEMENT,
    kind,
    isSigned,
    View,
    view: (buffer, byteOffset, length) => new View(buffer, byteOffset, length),
    read,
    write,
    toStored,
    fromStored: (stored) => stored,
  };
}

/** A type whose elements are stored as numbers of the type `as`. */
function text(
  as: NumericType,
  toStored: (value: unknown) => number,
  fromStored: (stored: number) => string,
): ElementType {
  return {
    ...NUMBER_TYPES[as],
    kind: "text",
    toStored,
    fromStored: fromStored as (stored: Stored) => string,
  };
}

function toInteger(value: unknown): number {
  if (!Number.isInteger(value)) throw typeError("an integer", value);
  return value as number;
}

function toBigInt(value: unknown): bigint {
  if (typeof value !== "bigint") throw typeError("a bigint, such as 5n,", value);
  return value;
}

function toFloat(value: unknown): number {
  if (typeof value !== "number") throw typeError("a number", value);
  return value;
}

function toLatin1(value: unknown): number {
  if (typeof value !== "string" || value.length !== 1 || value.charCodeAt(0) > 0xff) {
    throw typeError("one Latin-1 character", value);
  }
  return value.charCodeAt(0);
}

function toCodePoint(value: unknown): number {
  const point = typeof value === "string" ? value.codePointAt(0) : undefined;
  if (point === undefined || (value as string).length !== (point > 0xffff ? 2 : 1)) {
    throw typeError("one character", value);
  }
  return point;
}

/** The error for a value that a type does not hold: it must be `what`. */
function typeError(what: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot store the value as it must be ${what} for its type code: received ${quoted(value)}`,
  );
}

function quoted(value: unknown): string {
  if (typeof value === "string") return `"${cut(value)}"`;
  if (typeof value === "bigint") return cut(`${value}n`);
  return typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : shown(value);
}
