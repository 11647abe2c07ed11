// Changes of an image's size. A call works on a range of the result's rows; calls on different ranges may run at once.
import { ReadonlySlice, requires, Slice } from "multicore";

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
  requires(width >= 1);
  requires(height >= 1);
  requires(toRow <= dstHeight);
  requires(src.length >= height * width * channels);
  requires(dst.length >= toRow * dstWidth * channels);
  const rowBytes = <usize>width * <usize>channels;
  const places = allocated(dstWidth, PLACE_BYTES);
  for (let x = 0; x < dstWidth; x++) {
    storePlace(places + <usize>x * PLACE_BYTES, sourcePlace(x, width, dstWidth), width, channels);
  }
  for (let y = fromRow; y < toRow; y++) {
    const sy = sourcePlace(y, height, dstHeight);
    const top = min(<i32>sy, height - 1), bottom = min(top + 1, height - 1);
    const topRow = src.dataStart + <usize>top * rowBytes, bottomRow = src.dataStart + <usize>bottom * rowBytes;
    const out = dst.dataStart + <usize>y * <usize>dstWidth * <usize>channels;
    if (channels == 4) interpolateFour(topRow, bottomRow, sy - <f32>top, places, out, dstWidth);
    else interpolate(topRow, bottomRow, sy - <f32>top, places, out, dstWidth, channels);
  }
}

/** Memory for so many things of that size. */
function allocated(count: i32, bytes: usize): usize {
  if (<u64>count * <u64>bytes > 1 << 30) throw new RangeError("Cannot resize as a row is too long");
  return heap.alloc(<usize>count * bytes);
}

// Between which bytes of a row the centre of a pixel of the result lies, and what part of the way.
const PLACE_RIGHT = 4;
const PLACE_ACROSS = 8;
const PLACE_BYTES: usize = 12;

function storePlace(place: usize, at: f32, width: i32, channels: i32): void {
  const left = min(<i32>at, width - 1);
  store<i32>(place, left * channels);
  store<i32>(place, min(left + 1, width - 1) * channels, PLACE_RIGHT);
  store<f32>(place, at - <f32>left, PLACE_ACROSS);
}

/** Writes a row of the result, `down` of the way from the upper row to the lower. */
function interpolate(
  upperRow: usize,
  lowerRow: usize,
  down: f32,
  places: usize,
  out: usize,
  dstWidth: i32,
  channels: i32,
): void {
  for (const end = places + <usize>dstWidth * PLACE_BYTES; places < end; places += PLACE_BYTES) {
    const left = <usize>load<i32>(places), right = <usize>load<i32>(places, PLACE_RIGHT);
    const across = load<f32>(places, PLACE_ACROSS);
    for (let c: usize = 0; c < <usize>channels; c++, out++) {
      const upper = between(load<u8>(upperRow + left + c), load<u8>(upperRow + right + c), across);
      const lower = between(load<u8>(lowerRow + left + c), load<u8>(lowerRow + right + c), across);
      store<u8>(out, <u8>(upper + (lower - upper) * down + <f32>0.5));
    }
  }
}

/** `interpolate` of pixels of four bytes. */
function interpolateFour(upperRow: usize, lowerRow: usize, down: f32, places: usize, out: usize, dstWidth: i32): void {
  const downs = f32x4.splat(down);
  for (const end = places + <usize>dstWidth * PLACE_BYTES; places < end; places += PLACE_BYTES, out += 4) {
    const left = <usize>load<i32>(places), right = <usize>load<i32>(places, PLACE_RIGHT);
    const across = v128.load32_splat(places, PLACE_ACROSS);
    const upper = lanesBetween(fourBytes(upperRow + left), fourBytes(upperRow + right), across);
    const lower = lanesBetween(fourBytes(lowerRow + left), fourBytes(lowerRow + right), across);
    storeRounded(out, lanesBetween(upper, lower, downs));
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
function lanesBetween(a: v128, b: v128, part: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), part));
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
  requires(width >= 1);
  requires(height >= 1);
  requires(toRow <= dstHeight);
  requires(src.length >= height * width * channels);
  requires(dst.length >= toRow * dstWidth * channels);
  if (channels == 4 && width == 2 * dstWidth && height == 2 * dstHeight) {
    for (let y = fromRow; y < toRow; y++) {
      const row = src.dataStart + (<usize>y * <usize>width << 3);
      halveRow(row, row + (<usize>width << 2), dst.dataStart + (<usize>y * <usize>dstWidth << 2), dstWidth);
    }
    return;
  }
  const rowLength = width * channels;
  const sums = allocated(rowLength, sizeof<f32>()); // one row, summed over those that the result's row covers
  const spans = allocated(dstWidth, SPAN_BYTES);
  const perPixel = <f64>width / <f64>dstWidth, perRow = <f64>height / <f64>dstHeight;
  for (let x = 0; x < dstWidth; x++) {
    storeSpan(spans + <usize>x * SPAN_BYTES, <f64>x * perPixel, min(<f64>(x + 1) * perPixel, <f64>width));
  }
  const share = <f32>(1 / (perPixel * perRow));
  for (let y = fromRow; y < toRow; y++) {
    const top = <f64>y * perRow, bottom = min(<f64>(y + 1) * perRow, <f64>height);
    memory.fill(sums, 0, <usize>rowLength * sizeof<f32>());
    for (let sy = <i32>top; <f64>sy < bottom; sy++) {
      addRow(src.dataStart + <usize>sy * <usize>rowLength, sums, rowLength, overlap(sy, top, bottom));
    }
    const out = dst.dataStart + <usize>y * <usize>dstWidth * <usize>channels;
    if (channels == 4) meansOfFour(sums, spans, out, dstWidth, share);
    else means(sums, spans, out, dstWidth, channels, share);
  }
}

/** The mean of each 2 x 2 pixels of four bytes, for one row of the result. */
function halveRow(top: usize, bottom: usize, out: usize, dstWidth: i32): void {
  let x = 0;
  for (; x + 4 <= dstWidth; x += 4, top += 32, bottom += 32, out += 16) {
    const first = sumOfPairs(v128.load(top), v128.load(bottom));
    const second = sumOfPairs(v128.load(top, 16), v128.load(bottom, 16));
    v128.store(out, i8x16.narrow_i16x8_u(first, second));
  }
  for (; x < dstWidth; x++, top += 8, bottom += 8, out += 4) {
    const one = sumOfPairs(v128.load64_zero(top), v128.load64_zero(bottom));
    v128.store32_lane(out, i8x16.narrow_i16x8_u(one, one), 0);
  }
}

/** Of two times four pixels, two: the rounded means, as u16. */
// @ts-ignore: decorator
@inline
function sumOfPairs(top: v128, bottom: v128): v128 {
  const left = i16x8.add(i16x8.extend_low_i8x16_u(top), i16x8.extend_low_i8x16_u(bottom));
  const right = i16x8.add(i16x8.extend_high_i8x16_u(top), i16x8.extend_high_i8x16_u(bottom));
  const sums = i16x8.add(v128.shuffle<u64>(left, right, 0, 2), v128.shuffle<u64>(left, right, 1, 3));
  return i16x8.shr_u(i16x8.add(sums, i16x8.splat(2)), 2);
}

// The pixels of a source row that one of the result covers: the first and the last, and how much of each.
const SPAN_LAST = 4;
const SPAN_FIRST_PART = 8;
const SPAN_LAST_PART = 12;
const SPAN_BYTES: usize = 16;

function storeSpan(span: usize, left: f64, right: f64): void {
  const first = <i32>left, last = <i32>Math.ceil(right) - 1;
  store<i32>(span, first);
  store<i32>(span, last, SPAN_LAST);
  store<f32>(span, overlap(first, left, right), SPAN_FIRST_PART);
  store<f32>(span, last > first ? overlap(last, left, right) : 0, SPAN_LAST_PART);
}

/** Writes a row of the result: `sums` times `share`, added over the span of each pixel. */
function means(sums: usize, spans: usize, out: usize, dstWidth: i32, channels: i32, share: f32): void {
  const pixel = <usize>channels * sizeof<f32>();
  for (const end = spans + <usize>dstWidth * SPAN_BYTES; spans < end; spans += SPAN_BYTES) {
    let first = sums + <usize>load<i32>(spans) * pixel, last = sums + <usize>load<i32>(spans, SPAN_LAST) * pixel;
    for (let c = 0; c < channels; c++, out++, first += sizeof<f32>(), last += sizeof<f32>()) {
      let sum = load<f32>(first) * load<f32>(spans, SPAN_FIRST_PART);
      for (let at = first + pixel; at < last; at += pixel) sum += load<f32>(at);
      sum += load<f32>(last) * load<f32>(spans, SPAN_LAST_PART);
      store<u8>(out, <u8>min<f32>(sum * share + <f32>0.5, 255));
    }
  }
}

/** `means` of pixels of four bytes. */
function meansOfFour(sums: usize, spans: usize, out: usize, dstWidth: i32, share: f32): void {
  const shares = f32x4.splat(share);
  for (const end = spans + <usize>dstWidth * SPAN_BYTES; spans < end; spans += SPAN_BYTES, out += 4) {
    const first = sums + (<usize>load<i32>(spans) << 4), last = sums + (<usize>load<i32>(spans, SPAN_LAST) << 4);
    let four = f32x4.mul(v128.load(first), v128.load32_splat(spans, SPAN_FIRST_PART));
    for (let at = first + 16; at < last; at += 16) four = f32x4.add(four, v128.load(at));
    four = f32x4.add(four, f32x4.mul(v128.load(last), v128.load32_splat(spans, SPAN_LAST_PART)));
    storeRounded(out, f32x4.mul(four, shares));
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
