// Images, row after row without gaps. A call works on a range of pixels or rows; calls on different ranges may run at once.
import { ReadonlySlice, requires, Slice } from "multicore";

const BYTES_PER_VECTOR = 16;

// Weights of the linear-light luma of ITU-R BT.709.
const RED: f32 = 0.2126;
const GREEN: f32 = 0.7152;
const BLUE: f32 = 0.0722;

/**
 * The luma of the pixels `from … to`: gray[i] = 0.2126·R + 0.7152·G + 0.0722·B of rgba[4i … 4i+2] (ITU-R BT.709), from 0
 * to 255. Alpha is ignored.
 */
export function grayscale(rgba: ReadonlySlice<u8>, gray: Slice<f32>, from: i32, to: i32): void {
  requires(rgba.length >= 4 * to);
  requires(gray.length >= to);
  const zero = zeroAtRunTime(from);
  const lowByte = i32x4.splat(0xff + zero);
  const redFactor = f32x4.splat(RED + <f32>zero), greenFactor = f32x4.splat(GREEN + <f32>zero);
  const blueFactor = f32x4.splat(BLUE + <f32>zero);
  let pixel = rgba.dataStart + (<usize>from << 2);
  let out = gray.dataStart + (<usize>from << 2);
  const end = gray.dataStart + (<usize>to << 2);
  for (; out + BYTES_PER_VECTOR <= end; out += BYTES_PER_VECTOR, pixel += BYTES_PER_VECTOR) {
    const four = v128.load(pixel);
    const red = f32x4.convert_i32x4_s(v128.and(four, lowByte));
    const green = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), lowByte));
    const blue = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), lowByte));
    const redGreen = f32x4.add(f32x4.mul(red, redFactor), f32x4.mul(green, greenFactor));
    v128.store(out, f32x4.add(redGreen, f32x4.mul(blue, blueFactor)));
  }
  for (; out < end; out += 4, pixel += 4) {
    const redGreen = RED * <f32>load<u8>(pixel) + GREEN * <f32>load<u8>(pixel, 1);
    store<f32>(out, redGreen + BLUE * <f32>load<u8>(pixel, 2));
  }
}

// The same weights in 256ths.
const RED_256 = 54;
const GREEN_256 = 183;
const BLUE_256 = 19;

/**
 * The luma of the pixels `from … to` as bytes: gray[i] = (54·R + 183·G + 19·B + 128) >> 8 of rgba[4i … 4i+2], the weights
 * of ITU-R BT.709 in 256ths. Alpha is ignored.
 */
export function grayscaleBytes(rgba: ReadonlySlice<u8>, gray: Slice<u8>, from: i32, to: i32): void {
  requires(rgba.length >= 4 * to);
  requires(gray.length >= to);
  let pixel = rgba.dataStart + (<usize>from << 2);
  let out = gray.dataStart + <usize>from;
  const end = gray.dataStart + <usize>to;
  const zero = zeroAtRunTime(from);
  const lowByte = i16x8.splat(<i16>(0xff + zero)), half = i16x8.splat(<i16>(128 + zero));
  const redBlue = i32x4.splat((RED_256 | (BLUE_256 << 16)) + zero), green = i32x4.splat(GREEN_256 + zero);
  for (; out + 16 <= end; out += 16, pixel += 64) {
    const a = weighted(v128.load(pixel), lowByte, redBlue, green);
    const b = weighted(v128.load(pixel, 16), lowByte, redBlue, green);
    const c = weighted(v128.load(pixel, 32), lowByte, redBlue, green);
    const d = weighted(v128.load(pixel, 48), lowByte, redBlue, green);
    const left = rounded(i16x8.narrow_i32x4_u(a, b), half), right = rounded(i16x8.narrow_i32x4_u(c, d), half);
    v128.store(out, i8x16.narrow_i16x8_u(left, right));
  }
  for (; out < end; out++, pixel += 4) {
    const redGreen = RED_256 * <u32>load<u8>(pixel) + GREEN_256 * <u32>load<u8>(pixel, 1);
    store<u8>(out, (redGreen + BLUE_256 * <u32>load<u8>(pixel, 2) + 128) >> 8);
  }
}

/** The luma of four pixels in 256ths. */
// @ts-ignore: decorator
@inline
function weighted(pixels: v128, lowByte: v128, redBlue: v128, green: v128): v128 {
  const greens = i32x4.dot_i16x8_s(i16x8.shr_u(pixels, 8), green);
  return i32x4.add(i32x4.dot_i16x8_s(v128.and(pixels, lowByte), redBlue), greens);
}

/**
 * Zero, which only the caller knows. V8 makes a constant vector anew in every turn of a loop; a sum with this zero stays in
 * its register, which doubles the speed of a short loop.
 */
// @ts-ignore: decorator
@inline
function zeroAtRunTime(from: i32): i32 {
  return from >> 31;
}

/**
 * The horizontal half of a separable convolution, on the rows `fromRow … toRow`:
 * dst[y][x] = Σ weights[k]·src[y][x + k − radius] for k = 0 … 2·radius, where columns beyond an edge are that edge's.
 * `weights` has 2·radius + 1 elements; `dst` must not overlap `src`.
 */
export function blurRows(
  src: ReadonlySlice<f32>,
  dst: Slice<f32>,
  weights: ReadonlySlice<f32>,
  radius: i32,
  width: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(radius >= 0);
  requires(src.length >= toRow * width);
  requires(dst.length >= toRow * width);
  requires(weights.length >= 2 * radius + 1);
  // Inside, all columns under the weights exist, and neighbours are one load.
  const insideStart = min(radius, width);
  const insideEnd = max(insideStart, width - radius);
  const weightsStart = weights.dataStart;
  const weightsEnd = weightsStart + ((2 * <usize>radius + 1) << 2);
  for (let y = fromRow; y < toRow; y++) {
    const row = src.dataStart + ((<usize>y * <usize>width) << 2);
    const out = dst.dataStart + ((<usize>y * <usize>width) << 2);
    let x = 0;
    for (; x < insideStart; x++) blurClamped(row, out, weightsStart, radius, width, x);
    for (; x + 16 <= insideEnd; x += 16) {
      let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
      let at = row + (<usize>(x - radius) << 2);
      for (let weight = weightsStart; weight < weightsEnd; weight += 4, at += 4) {
        const factor = v128.load32_splat(weight);
        sum0 = f32x4.add(sum0, f32x4.mul(factor, v128.load(at)));
        sum1 = f32x4.add(sum1, f32x4.mul(factor, v128.load(at, 16)));
        sum2 = f32x4.add(sum2, f32x4.mul(factor, v128.load(at, 32)));
        sum3 = f32x4.add(sum3, f32x4.mul(factor, v128.load(at, 48)));
      }
      store4(out + (<usize>x << 2), sum0, sum1, sum2, sum3);
    }
    for (; x < width; x++) blurClamped(row, out, weightsStart, radius, width, x);
  }
}

/** The nearest of the places `0 … count − 1`. */
// @ts-ignore: decorator
@inline
function clampTo(place: i32, count: i32): i32 {
  return min(max(place, 0), count - 1);
}

// @ts-ignore: decorator
@inline
function store4(at: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(at, a);
  v128.store(at, b, 16);
  v128.store(at, c, 32);
  v128.store(at, d, 48);
}

/** One element of `blurRows`, wherever it is. */
function blurClamped(row: usize, out: usize, weights: usize, radius: i32, width: i32, x: i32): void {
  let sum: f32 = 0;
  for (let k = 0; k <= 2 * radius; k++) {
    const column = clampTo(x + k - radius, width);
    sum += load<f32>(weights + (<usize>k << 2)) * load<f32>(row + (<usize>column << 2));
  }
  store<f32>(out + (<usize>x << 2), sum);
}

/**
 * The vertical half of a separable convolution, on the rows `fromRow … toRow`:
 * dst[y][x] = Σ weights[k]·src[y + k − radius][x] for k = 0 … 2·radius, where rows beyond an edge are that edge's.
 * `weights` has 2·radius + 1 elements; `dst` must not overlap `src`.
 */
export function blurColumns(
  src: ReadonlySlice<f32>,
  dst: Slice<f32>,
  weights: ReadonlySlice<f32>,
  radius: i32,
  width: i32,
  height: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(toRow <= height);
  requires(src.length >= height * width);
  requires(dst.length >= toRow * width);
  requires(weights.length >= 2 * radius + 1);
  const rowBytes = <usize>width << 2;
  for (let y = fromRow; y < toRow; y++) {
    const out = dst.dataStart + <usize>y * rowBytes;
    let x: usize = 0;
    for (; x + 64 <= rowBytes; x += 64) {
      let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
      for (let k = 0; k <= 2 * radius; k++) {
        const factor = v128.load32_splat(weights.dataStart + (<usize>k << 2));
        const at = src.dataStart + <usize>clampTo(y + k - radius, height) * rowBytes + x;
        sum0 = f32x4.add(sum0, f32x4.mul(factor, v128.load(at)));
        sum1 = f32x4.add(sum1, f32x4.mul(factor, v128.load(at, 16)));
        sum2 = f32x4.add(sum2, f32x4.mul(factor, v128.load(at, 32)));
        sum3 = f32x4.add(sum3, f32x4.mul(factor, v128.load(at, 48)));
      }
      store4(out + x, sum0, sum1, sum2, sum3);
    }
    for (; x < rowBytes; x += 4) {
      let sum: f32 = 0;
      for (let k = 0; k <= 2 * radius; k++) {
        const at = src.dataStart + <usize>clampTo(y + k - radius, height) * rowBytes + x;
        sum += load<f32>(weights.dataStart + (<usize>k << 2)) * load<f32>(at);
      }
      store<f32>(out + x, sum);
    }
  }
}

/**
 * The horizontal half of the binomial blur 1-4-6-4-1, a Gaussian of σ = 1, on the rows `fromRow … toRow`:
 * sums[y][x] = a[x−2] + 4·a[x−1] + 6·a[x] + 4·a[x+1] + a[x+2] of the row a = src[y], where columns beyond an edge are that
 * edge's. The sums are 16 times the blurred pixel, exactly; `binomialColumns` takes them.
 */
export function binomialRows(src: ReadonlySlice<u8>, sums: Slice<u16>, width: i32, fromRow: i32, toRow: i32): void {
  requires(src.length >= toRow * width);
  requires(sums.length >= toRow * width);
  for (let y = fromRow; y < toRow; y++) {
    const row = src.dataStart + <usize>y * <usize>width;
    const out = sums.dataStart + ((<usize>y * <usize>width) << 1);
    let x = 0;
    for (; x < min(2, width); x++) binomialClamped(row, out, width, x);
    if (width >= 12) {
      // Row 4 of Pascal's triangle: four times, each value is added to the one before it. What came before the first
      // vector is in the last lane of each `last`.
      const a = <i16>load<u8>(row), b = <i16>load<u8>(row, 1), c = <i16>load<u8>(row, 2), d = <i16>load<u8>(row, 3);
      let last0 = i16x8.splat(d), last1 = i16x8.splat(d + c);
      let last2 = i16x8.splat(d + 2 * c + b), last3 = i16x8.splat(d + 3 * c + 3 * b + a);
      let at = row + 4, to = out + 4;
      for (const end = row + <usize>width - 8; at <= end; at += 8, to += 16) {
        const sum0 = v128.load8x8_u(at);
        const sum1 = i16x8.add(sum0, oneLater(last0, sum0));
        const sum2 = i16x8.add(sum1, oneLater(last1, sum1));
        const sum3 = i16x8.add(sum2, oneLater(last2, sum2));
        v128.store(to, i16x8.add(sum3, oneLater(last3, sum3)));
        last0 = sum0, last1 = sum1, last2 = sum2, last3 = sum3;
      }
      x = <i32>(at - row) - 2;
    }
    for (; x < width; x++) binomialClamped(row, out, width, x);
  }
}

/** The lanes of `next`, one place later, after the last lane of `last`. */
// @ts-ignore: decorator
@inline
function oneLater(last: v128, next: v128): v128 {
  return v128.shuffle<i16>(last, next, 7, 8, 9, 10, 11, 12, 13, 14);
}

/** One element of `binomialRows`, wherever it is. */
function binomialClamped(row: usize, out: usize, width: i32, x: i32): void {
  const outer = <u32>load<u8>(row + clampTo(x - 2, width)) + <u32>load<u8>(row + clampTo(x + 2, width));
  const inner = <u32>load<u8>(row + clampTo(x - 1, width)) + <u32>load<u8>(row + clampTo(x + 1, width));
  store<u16>(out + (<usize>x << 1), outer + 4 * inner + 6 * <u32>load<u8>(row + x));
}

// So many rows go in one strip of columns: their cache lines stay near until the next strip needs them again.
const STRIP_ROWS = 32;

/**
 * The vertical half of the binomial blur 1-4-6-4-1, on the rows `fromRow … toRow`:
 * dst[y][x] = (s[y−2] + 4·s[y−1] + 6·s[y] + 4·s[y+1] + s[y+2] + 128) >> 8 of the column s of `sums`, which `binomialRows`
 * gave, where rows beyond an edge are that edge's.
 */
export function binomialColumns(
  sums: ReadonlySlice<u16>,
  dst: Slice<u8>,
  width: i32,
  height: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(toRow <= height);
  requires(sums.length >= height * width);
  requires(dst.length >= toRow * width);
  for (let top = fromRow; top < toRow; top += STRIP_ROWS) {
    const bottom = min(top + STRIP_ROWS, toRow);
    let x = 0;
    for (; x + 16 <= width; x += 16) binomialStrip(sums.dataStart, dst.dataStart, width, height, x, top, bottom);
    for (; x < width; x++) {
      for (let y = top; y < bottom; y++) {
        const outer = sumAt(sums.dataStart, width, height, x, y - 2) + sumAt(sums.dataStart, width, height, x, y + 2);
        const inner = sumAt(sums.dataStart, width, height, x, y - 1) + sumAt(sums.dataStart, width, height, x, y + 1);
        const sum = outer + 4 * inner + 6 * sumAt(sums.dataStart, width, height, x, y);
        store<u8>(dst.dataStart + <usize>y * <usize>width + x, (sum + 128) >> 8);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function sumAt(sums: usize, width: i32, height: i32, x: i32, y: i32): u32 {
  return load<u16>(sums + ((<usize>clampTo(y, height) * <usize>width + x) << 1));
}

/** Sixteen columns of the rows `top … bottom`, downwards: four times, each row is added to the one above. */
function binomialStrip(sums: usize, dst: usize, width: i32, height: i32, x: i32, top: i32, bottom: i32): void {
  const start = sums + (<usize>x << 1);
  const rowBytes = <usize>width << 1;
  let a = v128.load(start + <usize>clampTo(top - 2, height) * rowBytes);
  let b = v128.load(start + <usize>clampTo(top - 1, height) * rowBytes);
  let c = v128.load(start + <usize>top * rowBytes);
  let d = v128.load(start + <usize>clampTo(top + 1, height) * rowBytes);
  let left0 = d, left1 = i16x8.add(c, d), left2 = twoSums(b, c, d), left3 = i16x8.add(twoSums(a, b, c), left2);
  a = v128.load(start + <usize>clampTo(top - 2, height) * rowBytes, 16);
  b = v128.load(start + <usize>clampTo(top - 1, height) * rowBytes, 16);
  c = v128.load(start + <usize>top * rowBytes, 16);
  d = v128.load(start + <usize>clampTo(top + 1, height) * rowBytes, 16);
  let right0 = d, right1 = i16x8.add(c, d), right2 = twoSums(b, c, d), right3 = i16x8.add(twoSums(a, b, c), right2);
  let out = dst + <usize>top * <usize>width + x;
  let at = start + <usize>clampTo(top + 2, height) * rowBytes;
  const last = start + <usize>(height - 1) * rowBytes;
  const half = i16x8.splat(<i16>(128 + zeroAtRunTime(top)));
  for (let y = top; y < bottom; y++, out += width) {
    const leftSum0 = v128.load(at), rightSum0 = v128.load(at, 16);
    const leftSum1 = i16x8.add(leftSum0, left0), rightSum1 = i16x8.add(rightSum0, right0);
    const leftSum2 = i16x8.add(leftSum1, left1), rightSum2 = i16x8.add(rightSum1, right1);
    const leftSum3 = i16x8.add(leftSum2, left2), rightSum3 = i16x8.add(rightSum2, right2);
    const leftSum4 = i16x8.add(leftSum3, left3), rightSum4 = i16x8.add(rightSum3, right3);
    v128.store(out, i8x16.narrow_i16x8_u(rounded(leftSum4, half), rounded(rightSum4, half)));
    left0 = leftSum0, left1 = leftSum1, left2 = leftSum2, left3 = leftSum3;
    right0 = rightSum0, right1 = rightSum1, right2 = rightSum2, right3 = rightSum3;
    at = min(at + rowBytes, last);
  }
}

// @ts-ignore: decorator
@inline
function twoSums(above: v128, middle: v128, below: v128): v128 {
  return i16x8.add(i16x8.add(above, middle), i16x8.add(middle, below));
}

/** 256ths, rounded to the nearest. `half` is 128 everywhere. */
// @ts-ignore: decorator
@inline
function rounded(sums: v128, half: v128): v128 {
  return i16x8.shr_u(i16x8.add(sums, half), 8);
}
