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

/** A type whose elements are what is stored, in typed arrays of the class `View`. */
export function makeElementType(
  kind: ElementKind,
  View: ViewConstructor,
  toStored: (value: unknown) => Stored,
): ElementType {
  return {
    bytes: View.BYTES_PER_ELEMENT,
    kind,
    View,
    view: (buffer, byteOffset, length) => new View(buffer, byteOffset, length),
    toStored,
    fromStored: (stored) => stored,
  };
}

/** The error for a value that a type does not hold: it must be `what`. */
export function elementTypeError(what: string, value: unknown): TypeError {
  return new TypeError(
    `Cannot store the value as it must be ${what} for its type code: received ${quoted(value)}`,
  );
}

/** A value as errors show it. */
export function quoted(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : String(value);
}

type NumberCode = Exclude<TypeCode, TextCode>;

/** The type of numbers with that code; `undefined` for any other. */
export function numberType(code: NumberCode): ElementType;
export function numberType(code: string): ElementType | undefined;
export function numberType(code: string): ElementType | undefined {
  return Object.hasOwn(TYPES, code) ? TYPES[code as NumberCode] : undefined;
}

function toInteger(value: unknown): number {
  if (!Number.isInteger(value)) throw elementTypeError("an integer", value);
  return value as number;
}

function toBigInt(value: unknown): bigint {
  if (typeof value !== "bigint") throw elementTypeError("a bigint, such as 5n,", value);
  return value;
}

function toFloat(value: unknown): number {
  if (typeof value !== "number") throw elementTypeError("a number", value);
  return value;
}

const I8 = makeElementType("integer", Int8Array, toInteger);
const U8 = makeElementType("integer", Uint8Array, toInteger);
const I16 = makeElementType("integer", Int16Array, toInteger);
const U16 = makeElementType("integer", Uint16Array, toInteger);
const I32 = makeElementType("integer", Int32Array, toInteger);
const U32 = makeElementType("integer", Uint32Array, toInteger);
const I64 = makeElementType("bigint", BigInt64Array, toBigInt);
const U64 = makeElementType("bigint", BigUint64Array, toBigInt);
const F32 = makeElementType("float", Float32Array, toFloat);
const F64 = makeElementType("float", Float64Array, toFloat);

const TYPES: Readonly<Record<NumberCode, ElementType>> = {
  b: I8,
  B: U8,
  h: I16,
  H: U16,
  i: I32,
  I: U32,
  l: I64,
  L: U64,
  q: I64,
  Q: U64,
  f: F32,
  d: F64,
  i8: I8,
  u8: U8,
  i16: I16,
  u16: U16,
  i32: I32,
  u32: U32,
  i64: I64,
  u64: U64,
  f32: F32,
  f64: F64,
};

/** The codes of all of them. */
export const NUMBER_CODES: readonly string[] = Object.keys(TYPES);

/** What belongs to each of AssemblyScript's numeric types in JavaScript. */
interface NumericTypes {
  i8: { number: number; array: Int8Array<ArrayBuffer>; codes: "b" | "i8" };
  u8: { number: number; array: Uint8Array<ArrayBuffer>; codes: "B" | "u8" };
  i16: { number: number; array: Int16Array<ArrayBuffer>; codes: "h" | "i16" };
  u16: { number: number; array: Uint16Array<ArrayBuffer>; codes: "H" | "u16" };
  i32: { number: number; array: Int32Array<ArrayBuffer>; codes: "i" | "i32" };
  u32: { number: number; array: Uint32Array<ArrayBuffer>; codes: "I" | "u32" };
  i64: { number: bigint; array: BigInt64Array<ArrayBuffer>; codes: "l" | "q" | "i64" };
  u64: { number: bigint; array: BigUint64Array<ArrayBuffer>; codes: "L" | "Q" | "u64" };
  f32: { number: number; array: Float32Array<ArrayBuffer>; codes: "f" | "f32" };
  f64: { number: number; array: Float64Array<ArrayBuffer>; codes: "d" | "f64" };
}

/** AssemblyScript's numeric types; the 64-bit integers are `bigint` in JavaScript. */
export type NumericType = keyof NumericTypes;

/** A number of the type. */
export type NumberOf<Type extends NumericType> = NumericTypes[Type]["number"];

/** The typed array of the type, over memory of its own. */
export type NumberArrayOf<Type extends NumericType> = NumericTypes[Type]["array"];

/** The type codes of shared arrays with such elements. */
export type TypeCodesOf<Type extends NumericType> = NumericTypes[Type]["codes"];

/** The bytes of one element, by type. */
export const ELEMENT_BYTES: Readonly<Record<NumericType, number>> = {
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  i64: 8,
  u64: 8,
  f32: 4,
  f64: 8,
};
