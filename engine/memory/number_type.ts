import { elementTypeError, makeElementType } from "./stored_as.ts";
import type { ElementType, TextCode, TypeCode } from "./type_code.ts";

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
