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
