import { ReadonlySlice, Slice } from "multicore";

/** Luma of one linear RGB triple. */
export function luma(r: f32, g: f32, b: f32): f32 {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Brightens pixels in place; `from` and `to` are the part of the array that this call owns. */
export function brighten(px: Slice<u8>, by: i32, from: i32, to: i32): void {
  for (let i = from; i < to; i++) px[i] = <u8> min(255, <i32> px[i] + by);
}

/** How many of the pixels `from … to` are brighter than `limit`. */
export function brighter(px: ReadonlySlice<u8>, limit: i32, from: i32, to: i32): i32 {
  let count = 0;
  for (let i = from; i < to; i++) if (<i32> px[i] > limit) count++;
  return count;
}
