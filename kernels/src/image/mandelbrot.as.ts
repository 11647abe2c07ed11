// The Mandelbrot set. A call works on a range of rows; calls on different ranges may run at once.
import { requires, Slice } from "multicore";

const PIXELS_AT_ONCE = 4;
const STEPS_AT_ONCE = 4;

/**
 * Escape times on the rows `fromRow … toRow` of a picture of the rectangle from `left` and `top` to `right` and `bottom`:
 * counts[y][x] is the number of z₀ = 0, z₁, z₂, … with |z|² ≤ 4, where zₙ₊₁ = zₙ² + c and
 * c = left + x·(right − left)/width + i·(top + y·(bottom − top)/height), at most `maxIterations`, which is at most 65535.
 */
export function mandelbrot(
  counts: Slice<u16>,
  width: i32,
  height: i32,
  left: f64,
  top: f64,
  right: f64,
  bottom: f64,
  maxIterations: i32,
  fromRow: i32,
  toRow: i32,
): void {
  requires(counts.length >= toRow * width);
  const dx = (right - left) / <f64>width;
  // V8 makes a constant vector anew in every turn of a loop; one that depends on what only the caller knows, it keeps.
  const four = f64x2.splat(4 + <f64>(fromRow >> 31));
  const dy = (bottom - top) / <f64>height;
  for (let y = fromRow; y < toRow; y++) {
    const imaginary = top + dy * <f64>y;
    const row = counts.dataStart + ((<usize>y * <usize>width) << 1);
    for (let x = 0; x < width; x += PIXELS_AT_ONCE) {
      const times = escapeTimes(left, dx, <f64>x, imaginary, maxIterations, four);
      const out = row + (<usize>x << 1);
      if (x + PIXELS_AT_ONCE <= width) v128.store64_lane(out, times, 0);
      else storeSome(out, i64x2.extract_lane(times, 0), width - x);
    }
  }
}

/** The first `count` of four u16. */
function storeSome(at: usize, four: i64, count: i32): void {
  for (let i = 0; i < count; i++) store<u16>(at + (<usize>i << 1), <u16>(four >> (16 * i)));
}

/** The counts of four neighbours in the lowest lanes. Two vectors go in turn, so that the latencies of one hide the other's. */
// @ts-ignore: decorator
@inline
function escapeTimes(left: f64, dx: f64, x: f64, imaginary: f64, maxIterations: i32, four: v128): v128 {
  const ci = f64x2.splat(imaginary);
  const crA = places(left, dx, x), crB = places(left, dx, x + 2);
  let zrA = f64x2.splat(0), ziA = zrA, rrA = zrA, iiA = zrA;
  let zrB = zrA, ziB = zrA, rrB = zrA, iiB = zrA;
  // All ones while the lane is inside: subtracting that counts up.
  let insideA = i64x2.splat(-1), insideB = insideA;
  let countA = i64x2.splat(0), countB = countA;
  let n = maxIterations;
  do {
    // Whether all lanes have escaped is worth asking only now and then; what has escaped counts no further.
    for (let step = min(n, STEPS_AT_ONCE); step > 0; step--) {
      insideA = v128.and(insideA, f64x2.le(f64x2.add(rrA, iiA), four));
      insideB = v128.and(insideB, f64x2.le(f64x2.add(rrB, iiB), four));
      countA = i64x2.sub(countA, insideA);
      countB = i64x2.sub(countB, insideB);
      const productA = f64x2.mul(zrA, ziA), productB = f64x2.mul(zrB, ziB);
      ziA = f64x2.add(f64x2.add(productA, productA), ci);
      ziB = f64x2.add(f64x2.add(productB, productB), ci);
      zrA = f64x2.add(f64x2.sub(rrA, iiA), crA);
      zrB = f64x2.add(f64x2.sub(rrB, iiB), crB);
      rrA = f64x2.mul(zrA, zrA);
      rrB = f64x2.mul(zrB, zrB);
      iiA = f64x2.mul(ziA, ziA);
      iiB = f64x2.mul(ziB, ziB);
    }
    n -= STEPS_AT_ONCE;
  } while (n > 0 && v128.any_true(v128.or(insideA, insideB)));
  return v128.shuffle<i16>(countA, countB, 0, 4, 8, 12, 0, 4, 8, 12);
}

// @ts-ignore: decorator
@inline
function places(left: f64, dx: f64, x: f64): v128 {
  const offsets = f64x2.replace_lane(f64x2.splat(x), 1, x + 1);
  return f64x2.add(f64x2.splat(left), f64x2.mul(f64x2.splat(dx), offsets));
}
