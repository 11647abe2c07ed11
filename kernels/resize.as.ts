// Changes of an image's size. A call works on a range of the result's rows; calls on different ranges may run at once.
import { ReadonlySlice, Slice } from "multicore";

/**
 * Resizes an image of `channels` bytes a pixel by bilinear interpolation, for the rows `fromRow … toRow` of the result. The
 * centres of the pixels are at half places: dst[y][x] is taken at sx = (x + ½)·width/dstWidth − ½ and
 * sy = (y + ½)·height/dstHeight − ½, limited to the image, between the four pixels around it, and rounded. To shrink by more
 * than two, take `resizeArea`.
 */
export function resizeBilinear(
  src: ReadonlySlice<u8>,
  width: i32,
  height: i32,
  dst: Slice<u8>,
  dstWidth: i32,
  dstHeight: i32,
  channels: i32,
  fromRow: i32,
  toRow: i32,
): void {
  const rowBytes = <usize>width * <usize>channels;
  for (let y = fromRow; y < toRow; y++) {
    const sy = sourcePlace(y, height, dstHeight);
    const top = min(<i32>sy, height - 1), bottom = min(top + 1, height - 1);
    const down = sy - <f32>top;
    const topRow = src.dataStart + <usize>top * rowBytes, bottomRow = src.dataStart + <usize>bottom * rowBytes;
    let out = dst.dataStart + <usize>y * <usize>dstWidth * <usize>channels;
    for (let x = 0; x < dstWidth; x++) {
      const sx = sourcePlace(x, width, dstWidth);
      const left = min(<i32>sx, width - 1), right = min(left + 1, width - 1);
      const across = sx - <f32>left;
      const leftOffset = <usize>left * <usize>channels, rightOffset = <usize>right * <usize>channels;
      if (channels == 4) {
        const upper = lanesBetween(fourBytes(topRow + leftOffset), fourBytes(topRow + rightOffset), across);
        const lower = lanesBetween(fourBytes(bottomRow + leftOffset), fourBytes(bottomRow + rightOffset), across);
        storeRounded(out, lanesBetween(upper, lower, down));
        out += 4;
        continue;
      }
      for (let c: usize = 0; c < <usize>channels; c++, out++) {
        const upper = between(load<u8>(topRow + leftOffset + c), load<u8>(topRow + rightOffset + c), across);
        const lower = between(load<u8>(bottomRow + leftOffset + c), load<u8>(bottomRow + rightOffset + c), across);
        store<u8>(out, <u8>(upper + (lower - upper) * down + <f32>0.5));
      }
    }
  }
}

/** Where the centre of the result's pixel `place` lies in the source. */
// @ts-ignore: decorator
@inline
function sourcePlace(place: i32, length: i32, dstLength: i32): f32 {
  const at = (<f64>place + 0.5) * <f64>length / <f64>dstLength - 0.5;
  return <f32>min(max(at, 0), <f64>(length - 1));
}

// @ts-ignore: decorator
@inline
function between(a: u8, b: u8, part: f32): f32 {
  return <f32>a + (<f32>b - <f32>a) * part;
}

/** A pixel of four bytes as f32. */
// @ts-ignore: decorator
@inline
function fourBytes(at: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at))));
}

// @ts-ignore: decorator
@inline
function lanesBetween(a: v128, b: v128, part: f32): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f32x4.splat(part)));
}

// @ts-ignore: decorator
@inline
function storeRounded(at: usize, values: v128): void {
  const whole = i32x4.trunc_sat_f32x4_s(f32x4.add(values, f32x4.splat(0.5)));
  const words = i16x8.narrow_i32x4_s(whole, whole);
  v128.store32_lane(at, i8x16.narrow_i16x8_u(words, words), 0);
}

/**
 * Shrinks an image of `channels` bytes a pixel, for the rows `fromRow … toRow` of the result: each of its pixels is the mean
 * of the area of the source that it covers, parts of pixels counting as such, and rounded.
 */
export function resizeArea(
  src: ReadonlySlice<u8>,
  width: i32,
  height: i32,
  dst: Slice<u8>,
  dstWidth: i32,
  dstHeight: i32,
  channels: i32,
  fromRow: i32,
  toRow: i32,
): void {
  const rowLength = width * channels;
  const sums = new StaticArray<f32>(rowLength); // one row of the source, summed over the rows that the result's row covers
  const sumsStart = changetype<usize>(sums);
  const perPixel = <f64>width / <f64>dstWidth, perRow = <f64>height / <f64>dstHeight;
  const share = <f32>(1 / (perPixel * perRow));
  for (let y = fromRow; y < toRow; y++) {
    const top = <f64>y * perRow, bottom = min(<f64>(y + 1) * perRow, <f64>height);
    memory.fill(sumsStart, 0, <usize>rowLength << 2);
    for (let sy = <i32>top; <f64>sy < bottom; sy++) {
      addRow(src.dataStart + <usize>sy * <usize>rowLength, sumsStart, rowLength, overlap(sy, top, bottom));
    }
    let out = dst.dataStart + <usize>y * <usize>dstWidth * <usize>channels;
    for (let x = 0; x < dstWidth; x++) {
      const left = <f64>x * perPixel, right = min(<f64>(x + 1) * perPixel, <f64>width);
      if (channels == 4) {
        let four = f32x4.splat(0);
        for (let sx = <i32>left; <f64>sx < right; sx++) {
          const weight = f32x4.splat(overlap(sx, left, right));
          four = f32x4.add(four, f32x4.mul(weight, v128.load(sumsStart + (<usize>sx << 4))));
        }
        storeRounded(out, f32x4.mul(four, f32x4.splat(share)));
        out += 4;
        continue;
      }
      for (let c = 0; c < channels; c++, out++) {
        let sum: f32 = 0;
        for (let sx = <i32>left; <f64>sx < right; sx++) {
          sum += overlap(sx, left, right) * load<f32>(sumsStart + (<usize>(sx * channels + c) << 2));
        }
        store<u8>(out, <u8>min<f32>(sum * share + <f32>0.5, 255));
      }
    }
  }
}

/** How much of the pixel `place` lies between `start` and `end`. */
// @ts-ignore: decorator
@inline
function overlap(place: i32, start: f64, end: f64): f32 {
  return <f32>(min(<f64>(place + 1), end) - max(<f64>place, start));
}

/** sums[i] += weight·row[i] */
function addRow(row: usize, sums: usize, length: i32, weight: f32): void {
  const factor = f32x4.splat(weight);
  let i = 0;
  for (; i + 8 <= length; i += 8, row += 8, sums += 32) {
    const eight = v128.load8x8_u(row);
    const low = f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(eight));
    const high = f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(eight));
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(low, factor)));
    v128.store(sums, f32x4.add(v128.load(sums, 16), f32x4.mul(high, factor)), 16);
  }
  for (; i < length; i++, row++, sums += 4) store<f32>(sums, load<f32>(sums) + <f32>load<u8>(row) * weight);
}
