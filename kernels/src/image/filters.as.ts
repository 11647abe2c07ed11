// Filters of images of f32. A call works on a range of rows; calls on different ranges may run at once.
import { ReadonlySlice, requires, Slice } from "multicore";

/**
 * The size of the gradient on the rows `fromRow … toRow`, by Sobel's operator: dst[y][x] = √(gx² + gy²), where gx is the
 * difference of the columns x + 1 and x − 1, each summed with weights 1, 2, 1, and gy that of the rows. Pixels beyond an
 * edge are that edge's. `dst` must not overlap `src`.
 */
export function sobel(
  src: ReadonlySlice<f32>,
  dst: Slice<f32>,
  width: i32,
  height: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(toRow <= height);
  requires(src.length >= height * width);
  requires(dst.length >= toRow * width);
  if (width == 0) return;
  for (let y = fromRow; y < toRow; y++) {
    const above = rowAt(src.dataStart, width, height, y - 1);
    const row = rowAt(src.dataStart, width, height, y);
    const below = rowAt(src.dataStart, width, height, y + 1);
    const out = dst.dataStart + ((<usize>y * <usize>width) << 2);
    sobelClamped(above, row, below, out, width, 0);
    let x = 1;
    for (; x + 5 <= width; x += 4) {
      const offset = <usize>(x - 1) << 2;
      const a0 = v128.load(above + offset), a1 = v128.load(above + offset, 4), a2 = v128.load(above + offset, 8);
      const b0 = v128.load(below + offset), b1 = v128.load(below + offset, 4), b2 = v128.load(below + offset, 8);
      const r0 = v128.load(row + offset), r2 = v128.load(row + offset, 8);
      const gx = f32x4.sub(oneTwoOne(a2, r2, b2), oneTwoOne(a0, r0, b0));
      const gy = f32x4.sub(oneTwoOne(b0, b1, b2), oneTwoOne(a0, a1, a2));
      v128.store(out + offset, f32x4.sqrt(f32x4.add(f32x4.mul(gx, gx), f32x4.mul(gy, gy))), 4);
    }
    for (; x < width; x++) sobelClamped(above, row, below, out, width, x);
  }
}

// @ts-ignore: decorator
@inline
function oneTwoOne(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.add(a, c), f32x4.add(b, b));
}

/** One element of `sobel`, wherever it is. */
function sobelClamped(above: usize, row: usize, below: usize, out: usize, width: i32, x: i32): void {
  const left = <usize>clampTo(x - 1, width) << 2, here = <usize>x << 2, right = <usize>clampTo(x + 1, width) << 2;
  const a0 = load<f32>(above + left), a1 = load<f32>(above + here), a2 = load<f32>(above + right);
  const b0 = load<f32>(below + left), b1 = load<f32>(below + here), b2 = load<f32>(below + right);
  const r0 = load<f32>(row + left), r2 = load<f32>(row + right);
  const gx = (a2 + b2 + (r2 + r2)) - (a0 + b0 + (r0 + r0));
  const gy = (b0 + b2 + (b1 + b1)) - (a0 + a2 + (a1 + a1));
  store<f32>(out + here, sqrt<f32>(gx * gx + gy * gy));
}

/** The nearest of the places `0 … count − 1`. */
// @ts-ignore: decorator
@inline
function clampTo(place: i32, count: i32): i32 {
  return min(max(place, 0), count - 1);
}

// @ts-ignore: decorator
@inline
function rowAt(image: usize, width: i32, height: i32, y: i32): usize {
  return image + ((<usize>clampTo(y, height) * <usize>width) << 2);
}

/**
 * A filter with any weights on the rows `fromRow … toRow`:
 * dst[y][x] = Σ weights[j][i]·src[y + j − ⌊rows/2⌋][x + i − ⌊columns/2⌋] over the `rows` × `columns` weights, row by row, both
 * odd. The weights are not turned round, as is the custom with images. Pixels beyond an edge are that edge's. `dst` must not
 * overlap `src`.
 */
export function filterImage(
  src: ReadonlySlice<f32>,
  dst: Slice<f32>,
  weights: ReadonlySlice<f32>,
  columns: i32,
  rows: i32,
  width: i32,
  height: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(toRow <= height);
  requires(src.length >= height * width);
  requires(dst.length >= toRow * width);
  requires(weights.length >= rows * columns);
  const radius = columns >> 1;
  const insideStart = min(radius, width);
  const insideEnd = max(insideStart, width - radius);
  const image = src.dataStart;
  for (let y = fromRow; y < toRow; y++) {
    const out = dst.dataStart + ((<usize>y * <usize>width) << 2);
    let x = 0;
    for (; x < insideStart; x++) filterClamped(image, out, weights.dataStart, columns, rows, width, height, x, y);
    for (; x + 16 <= insideEnd; x += 16) {
      let sum0 = f32x4.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
      let weight = weights.dataStart;
      for (let j = 0; j < rows; j++) {
        let at = rowAt(image, width, height, y + j - (rows >> 1)) + (<usize>(x - radius) << 2);
        for (const end = weight + (<usize>columns << 2); weight < end; weight += 4, at += 4) {
          const factor = v128.load32_splat(weight);
          sum0 = f32x4.add(sum0, f32x4.mul(factor, v128.load(at)));
          sum1 = f32x4.add(sum1, f32x4.mul(factor, v128.load(at, 16)));
          sum2 = f32x4.add(sum2, f32x4.mul(factor, v128.load(at, 32)));
          sum3 = f32x4.add(sum3, f32x4.mul(factor, v128.load(at, 48)));
        }
      }
      const to = out + (<usize>x << 2);
      v128.store(to, sum0);
      v128.store(to, sum1, 16);
      v128.store(to, sum2, 32);
      v128.store(to, sum3, 48);
    }
    for (; x < width; x++) filterClamped(image, out, weights.dataStart, columns, rows, width, height, x, y);
  }
}

/** One element of `filterImage`, wherever it is. */
function filterClamped(
  image: usize,
  out: usize,
  weights: usize,
  columns: i32,
  rows: i32,
  width: i32,
  height: i32,
  x: i32,
  y: i32,
): void {
  let sum: f32 = 0;
  for (let j = 0; j < rows; j++) {
    const row = rowAt(image, width, height, y + j - (rows >> 1));
    for (let i = 0; i < columns; i++, weights += 4) {
      sum += load<f32>(weights) * load<f32>(row + (<usize>clampTo(x + i - (columns >> 1), width) << 2));
    }
  }
  store<f32>(out + (<usize>x << 2), sum);
}

