// Matrix products for WebAssembly engines with "relaxed SIMD". A module of its own, as others refuse all of it.
import { ReadonlySlice, requires, Slice } from "multicore";
import { multiply } from "./support/matmul.as";

/**
 * `matmul` of `linalg.ts` with fused multiplication and addition: one rounding for each term on processors that have the
 * instruction, two on others, so that the last digits can differ from one machine to another.
 */
export function matmulFused(
  a: ReadonlySlice<f64>,
  b: ReadonlySlice<f64>,
  c: Slice<f64>,
  depth: i32,
  columns: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(a.length >= toRow * depth);
  requires(b.length >= depth * columns);
  requires(c.length >= toRow * columns);
  multiply<f64>(true, a.dataStart, b.dataStart, c.dataStart, depth, columns, fromRow, toRow);
}

/** `matmulFused` of 32-bit floats. */
export function matmulFusedF32(
  a: ReadonlySlice<f32>,
  b: ReadonlySlice<f32>,
  c: Slice<f32>,
  depth: i32,
  columns: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(a.length >= toRow * depth);
  requires(b.length >= depth * columns);
  requires(c.length >= toRow * columns);
  multiply<f32>(true, a.dataStart, b.dataStart, c.dataStart, depth, columns, fromRow, toRow);
}
