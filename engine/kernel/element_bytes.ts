import type { NumericType } from "./numeric_type.ts";

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
