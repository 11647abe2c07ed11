// What the widened loops, and those that are not, are measured against: the same loops written by hand.
import { ReadonlySlice, Slice } from "multicore";

/** The square: no constants, and more loads and stores than arithmetic. */
export function square(x: f64): f64 {
  return x * x;
}

/** The same with vectors, four in a turn. */
export function squareVectors(xs: ReadonlySlice<f64>, out: Slice<f64>, from: i32, to: i32): void {
  let src = xs.dataStart + (<usize>from << 3);
  let dst = out.dataStart + (<usize>from << 3);
  let left = to - from;
  for (; left >= 8; left -= 8, src += 64, dst += 64) {
    const x0 = v128.load(src), x1 = v128.load(src, 16), x2 = v128.load(src, 32), x3 = v128.load(src, 48);
    v128.store(dst, f64x2.mul(x0, x0));
    v128.store(dst, f64x2.mul(x1, x1), 16);
    v128.store(dst, f64x2.mul(x2, x2), 32);
    v128.store(dst, f64x2.mul(x3, x3), 48);
  }
  for (; left > 0; left--, src += 8, dst += 8) store<f64>(dst, square(load<f64>(src)));
}

/** A polynomial of degree 3. */
export function poly(x: f64): f64 {
  return ((x * 0.5 + 1.25) * x - 3.0) * x + 0.125;
}

/** The same with vectors, four in a turn. */
export function polyVectors(xs: ReadonlySlice<f64>, out: Slice<f64>, from: i32, to: i32): void {
  const a = f64x2.splat(0.5), b = f64x2.splat(1.25), c = f64x2.splat(-3.0), d = f64x2.splat(0.125);
  let src = xs.dataStart + (<usize>from << 3);
  let dst = out.dataStart + (<usize>from << 3);
  let left = to - from;
  for (; left >= 8; left -= 8, src += 64, dst += 64) {
    const x0 = v128.load(src), x1 = v128.load(src, 16), x2 = v128.load(src, 32), x3 = v128.load(src, 48);
    v128.store(dst, f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(x0, a), b), x0), c), x0), d));
    v128.store(dst, f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(x1, a), b), x1), c), x1), d), 16);
    v128.store(dst, f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(x2, a), b), x2), c), x2), d), 32);
    v128.store(dst, f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(f64x2.add(f64x2.mul(x3, a), b), x3), c), x3), d), 48);
  }
  for (; left > 0; left--, src += 8, dst += 8) store<f64>(dst, poly(load<f64>(src)));
}

/** The square root by Newton's method, until it no longer changes: a loop, which is not widened. */
export function newton(x: f64): f64 {
  let root = x;
  let last = 0.0;
  for (let i = 0; i < 40 && root != last; i++) {
    last = root;
    root = 0.5 * (root + x / root);
  }
  return root;
}

/** The same over an array, written out. */
export function newtonLoop(xs: ReadonlySlice<f64>, out: Slice<f64>, from: i32, to: i32): void {
  for (let k = from; k < to; k++) {
    const x = xs[k];
    let root = x;
    let last = 0.0;
    for (let i = 0; i < 40 && root != last; i++) {
      last = root;
      root = 0.5 * (root + x / root);
    }
    out[k] = root;
  }
}

/** e to the power of `x`: a call, which is not widened. */
export function exponential(x: f64): f64 {
  return Math.exp(x);
}

/** The same over an array, written out. */
export function exponentialLoop(xs: ReadonlySlice<f64>, out: Slice<f64>, from: i32, to: i32): void {
  for (let k = from; k < to; k++) out[k] = Math.exp(xs[k]);
}
