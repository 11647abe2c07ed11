// Functions of numbers. Applied to arrays by the loops that the build adds.
import { ReadonlySlice, requires, Slice } from "multicore";

const BYTES_PER_VECTOR = 16;

/** Up to here the 32-bit functions take multiples of π off their argument without loss; beyond, the 64-bit ones do. */
const REDUCIBLE_F32: f32 = 1048576;

/** The square of `x`: x·x. */
export function square(x: f64): f64 {
  return x * x;
}

/** The cube of `x`: x·x·x. */
export function cube(x: f64): f64 {
  return x * x * x;
}

/** `x` to the power of `n`, as `Math.pow`: within one unit in the last place of the true value. */
export function power(x: f64, n: f64): f64 {
  return Math.pow(x, n);
}

/** The square root of `x`, correctly rounded, as `Math.sqrt`. */
export function sqrt(x: f64): f64 {
  return Math.sqrt(x);
}

/** `sqrt` of 32-bit floats. */
export function sqrtF32(x: f32): f32 {
  return Mathf.sqrt(x);
}

/** The distance of `x` from 0: |x|. */
export function abs(x: f64): f64 {
  return Math.abs(x);
}

/** `x` where it is between `low` and `high`, else the nearer of them: min(max(x, low), high). NaN stays NaN. */
export function clamp(x: f64, low: f64, high: f64): f64 {
  return Math.min(Math.max(x, low), high);
}

/** A line's height at `x`: a·x + b, rounded twice. */
export function linear(x: f64, a: f64, b: f64): f64 {
  return a * x + b;
}

/** eˣ, as `Math.exp`: within one unit in the last place of the true value. */
export function exp(x: f64): f64 {
  return Math.exp(x);
}

/** `exp` of 32-bit floats, within one unit in the last place of the true value. */
export function expF32(x: f32): f32 {
  return Mathf.exp(x);
}

/** The natural logarithm of `x`, as `Math.log`: within one unit in the last place of the true value. */
export function log(x: f64): f64 {
  return Math.log(x);
}

/** `log` of 32-bit floats, within one unit in the last place of the true value. */
export function logF32(x: f32): f32 {
  return Mathf.log(x);
}

/**
 * The sine of `x` radians, as `Math.sin`: within one unit in the last place of the true value for |x| up to 2²⁰·π/2, and within
 * three beyond.
 */
export function sin(x: f64): f64 {
  return Math.sin(x);
}

/** `sin` of 32-bit floats, within one unit in the last place of the true value. */
export function sinF32(x: f32): f32 {
  return Mathf.abs(x) < REDUCIBLE_F32 ? Mathf.sin(x) : <f32>Math.sin(<f64>x);
}

/**
 * The cosine of `x` radians, as `Math.cos`: within one unit in the last place of the true value for |x| up to 2²⁰·π/2, and within
 * three beyond.
 */
export function cos(x: f64): f64 {
  return Math.cos(x);
}

/** `cos` of 32-bit floats, within one unit in the last place of the true value. */
export function cosF32(x: f32): f32 {
  return Mathf.abs(x) < REDUCIBLE_F32 ? Mathf.cos(x) : <f32>Math.cos(<f64>x);
}

/** The hyperbolic tangent of `x`, as `Math.tanh`: within two units in the last place of the true value. */
export function tanh(x: f64): f64 {
  return Math.tanh(x);
}

/** The logistic function of `x`: 1 / (1 + e⁻ˣ), from 0 to 1, within four units in the last place of the true value. */
export function sigmoid(x: f64): f64 {
  const power = Math.exp(-Math.abs(x)); // not e⁻ˣ, which overflows where the result is still a number
  return (x < 0 ? power : 1) / (1 + power);
}

/** `sigmoid` of 32-bit floats. */
export function sigmoidF32(x: f32): f32 {
  const power = Mathf.exp(-Mathf.abs(x));
  return (x < 0 ? power : 1) / (1 + power);
}

/** Adds a multiple of one array to another: ys[i] += a·xs[i] for i = from … to − 1 (`daxpy` of BLAS). */
export function axpy(a: f64, xs: ReadonlySlice<f64>, ys: Slice<f64>, from: i32, to: i32): void {
  requires(xs.length >= to);
  requires(ys.length >= to);
  addMultiple<f64>(a, xs.dataStart, ys.dataStart, from, to);
}

/** `axpy` of 32-bit floats (`saxpy` of BLAS). */
export function axpyF32(a: f32, xs: ReadonlySlice<f32>, ys: Slice<f32>, from: i32, to: i32): void {
  requires(xs.length >= to);
  requires(ys.length >= to);
  addMultiple<f32>(a, xs.dataStart, ys.dataStart, from, to);
}

// @ts-ignore: decorator
@inline
function addMultiple<T>(a: T, xs: usize, ys: usize, from: i32, to: i32): void {
  const factor = v128.splat<T>(a);
  let x = xs + <usize>from * sizeof<T>();
  let y = ys + <usize>from * sizeof<T>();
  const end = ys + <usize>to * sizeof<T>();
  for (; y + 2 * BYTES_PER_VECTOR <= end; y += 2 * BYTES_PER_VECTOR, x += 2 * BYTES_PER_VECTOR) {
    const first = v128.add<T>(v128.load(y), v128.mul<T>(factor, v128.load(x)));
    const second = v128.add<T>(v128.load(y, 16), v128.mul<T>(factor, v128.load(x, 16)));
    v128.store(y, first);
    v128.store(y, second, 16);
  }
  for (; y < end; y += sizeof<T>(), x += sizeof<T>()) store<T>(y, load<T>(y) + a * load<T>(x));
}
