// Images, row after row without gaps. A call works on a range of pixels or rows; calls on different ranges may run at once.
import { ReadonlySlice, Slice } from "multicore";

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
  const lowByte = i32x4.splat(0xff);
  let pixel = rgba.dataStart + (<usize>from << 2);
  let out = gray.dataStart + (<usize>from << 2);
  const end = gray.dataStart + (<usize>to << 2);
  for (; out + BYTES_PER_VECTOR <= end; out += BYTES_PER_VECTOR, pixel += BYTES_PER_VECTOR) {
    const four = v128.load(pixel);
    const red = f32x4.convert_i32x4_s(v128.and(four, lowByte));
    const green = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 8), lowByte));
    const blue = f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(four, 16), lowByte));
    const redGreen = f32x4.add(f32x4.mul(red, f32x4.splat(RED)), f32x4.mul(green, f32x4.splat(GREEN)));
    v128.store(out, f32x4.add(redGreen, f32x4.mul(blue, f32x4.splat(BLUE))));
  }
  for (; out < end; out += 4, pixel += 4) {
    const redGreen = RED * <f32>load<u8>(pixel) + GREEN * <f32>load<u8>(pixel, 1);
    store<f32>(out, redGreen + BLUE * <f32>load<u8>(pixel, 2));
  }
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
