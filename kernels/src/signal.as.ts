// Signals: the discrete Fourier transform and convolution. Complex numbers are in two arrays, real and imaginary parts.
import { ReadonlySlice, requires, Slice } from "multicore";

/**
 * The discrete Fourier transform of all n = `re.length` complex numbers, in place: X[k] = Σ x[j]·exp(−2πi·jk/n). `n` is a power
 * of two. Stockham's algorithm in radix 4, which needs no reordering (Van Loan 1992, "Computational frameworks for the fast
 * Fourier transform", 1.7).
 */
export function fft(re: Slice<f64>, im: Slice<f64>): void {
  requires(re.length >= im.length);
  requires(im.length >= re.length);
  transformRows(re, im, re.length, 0, 1);
}

/** The inverse of `fft`, in place: x[j] = 1/n·Σ X[k]·exp(2πi·jk/n). */
export function inverseFft(re: Slice<f64>, im: Slice<f64>): void {
  requires(re.length >= im.length);
  requires(im.length >= re.length);
  inverseRows(re, im, re.length, 0, 1);
}

/** `fft` of each of the rows `fromRow … toRow` of `size` numbers. */
export function fftRows(re: Slice<f64>, im: Slice<f64>, size: i32, fromRow: i32, toRow: i32): void {
  requires(re.length >= toRow * size);
  requires(im.length >= toRow * size);
  transformRows(re, im, size, fromRow, toRow);
}

/** `inverseFft` of each of the rows `fromRow … toRow` of `size` numbers. */
export function inverseFftRows(re: Slice<f64>, im: Slice<f64>, size: i32, fromRow: i32, toRow: i32): void {
  requires(re.length >= toRow * size);
  requires(im.length >= toRow * size);
  inverseRows(re, im, size, fromRow, toRow);
}

/** With its parts exchanged, a number becomes i times its conjugate: that turns the transform round. */
function inverseRows(re: Slice<f64>, im: Slice<f64>, size: i32, fromRow: i32, toRow: i32): void {
  transformRows(im, re, size, fromRow, toRow);
  const factor = 1 / <f64>size;
  for (let i = fromRow * size; i < toRow * size; i++) {
    re[i] = re[i] * factor;
    im[i] = im[i] * factor;
  }
}

function transformRows(re: Slice<f64>, im: Slice<f64>, size: i32, fromRow: i32, toRow: i32): void {
  if (re.length != im.length) throw new Error("Cannot transform as 're' and 'im' must have one length");
  if (size < 1 || (size & (size - 1)) != 0) throw new Error("Cannot transform as the length must be a power of two");
  if (fromRow >= toRow) return;
  const bytes = <usize>size << 3;
  const scratchRe = heap.alloc(bytes), scratchIm = heap.alloc(bytes), twiddles = heap.alloc(max(bytes >> 1, 8));
  fillTwiddles(twiddles, size);
  for (let row = <usize>fromRow; row < <usize>toRow; row++) {
    transform(re.dataStart + row * bytes, im.dataStart + row * bytes, bytes, scratchRe, scratchIm, twiddles);
  }
}

/** A quarter turn: the cosines of 2πk/n for k = 0 … n/4 − 1, then the sines. Only an eighth is computed. */
function fillTwiddles(cosines: usize, n: i32): void {
  const quarter = n >> 2;
  const sines = cosines + (<usize>quarter << 3);
  for (let k = 0; k <= n >> 3; k++) {
    const angle = 2 * Math.PI * <f64>k / <f64>n;
    const cosine = Math.cos(angle), sine = Math.sin(angle);
    if (k < quarter) {
      store<f64>(cosines + (<usize>k << 3), cosine);
      store<f64>(sines + (<usize>k << 3), sine);
    }
    if (k > 0) {
      store<f64>(cosines + (<usize>(quarter - k) << 3), sine);
      store<f64>(sines + (<usize>(quarter - k) << 3), cosine);
    }
  }
}

/** One transform of `bytes` of real parts at `re`, and of imaginary ones at `im`; `re2` and `im2` are scratch. */
function transform(re: usize, im: usize, bytes: usize, re2: usize, im2: usize, twiddles: usize): void {
  if (bytes == 4 << 3) return transformFour(re, im);
  let fromRe = re, fromIm = im, toRe = re2, toIm = im2;
  let stride: usize = 8; // bytes between the elements of one transform
  let left = bytes; // bytes of one transform, were it alone
  for (; left >= 4 << 3; left >>= 2, stride <<= 2) {
    if (stride == 8) firstStage(fromRe, fromIm, toRe, toIm, bytes, twiddles);
    else stage(fromRe, fromIm, toRe, toIm, bytes, stride, twiddles);
    const nextRe = fromRe, nextIm = fromIm;
    fromRe = toRe, fromIm = toIm, toRe = nextRe, toIm = nextIm;
  }
  if (left == 2 << 3) {
    halves(fromRe, toRe, bytes);
    halves(fromIm, toIm, bytes);
    fromRe = toRe, fromIm = toIm;
  }
  if (fromRe != re) {
    memory.copy(re, fromRe, bytes);
    memory.copy(im, fromIm, bytes);
  }
}

/** Stages of radix 4 take four numbers a quarter of the whole apart. Here they lie alone, so that neighbours share a vector. */
function firstStage(fromRe: usize, fromIm: usize, toRe: usize, toIm: usize, bytes: usize, twiddles: usize): void {
  const quarter = bytes >> 2;
  for (let p: usize = 0; p < quarter; p += 16) {
    const re0 = v128.load(fromRe + p), re1 = v128.load(fromRe + p + quarter);
    const re2 = v128.load(fromRe + p + 2 * quarter), re3 = v128.load(fromRe + p + 3 * quarter);
    const im0 = v128.load(fromIm + p), im1 = v128.load(fromIm + p + quarter);
    const im2 = v128.load(fromIm + p + 2 * quarter), im3 = v128.load(fromIm + p + 3 * quarter);
    const cos1 = v128.load(twiddles + p), sin1 = v128.load(twiddles + quarter + p);
    const cos2 = f64x2.sub(f64x2.mul(cos1, cos1), f64x2.mul(sin1, sin1));
    const sin2 = f64x2.mul(f64x2.add(cos1, cos1), sin1);
    const cos3 = f64x2.sub(f64x2.mul(cos1, cos2), f64x2.mul(sin1, sin2));
    const sin3 = f64x2.add(f64x2.mul(cos1, sin2), f64x2.mul(sin1, cos2));
    const sumRe = f64x2.add(re0, re2), sumIm = f64x2.add(im0, im2);
    const differenceRe = f64x2.sub(re0, re2), differenceIm = f64x2.sub(im0, im2);
    const otherRe = f64x2.add(re1, re3), otherIm = f64x2.add(im1, im3);
    const turnRe = f64x2.sub(re1, re3), turnIm = f64x2.sub(im1, im3);
    const aRe = f64x2.add(differenceRe, turnIm), aIm = f64x2.sub(differenceIm, turnRe);
    const bRe = f64x2.sub(sumRe, otherRe), bIm = f64x2.sub(sumIm, otherIm);
    const cRe = f64x2.sub(differenceRe, turnIm), cIm = f64x2.add(differenceIm, turnRe);
    storeFours(
      toRe + (p << 2),
      f64x2.add(sumRe, otherRe),
      turnedRe(aRe, cos1, aIm, sin1),
      turnedRe(bRe, cos2, bIm, sin2),
      turnedRe(cRe, cos3, cIm, sin3),
    );
    storeFours(
      toIm + (p << 2),
      f64x2.add(sumIm, otherIm),
      turnedIm(aIm, cos1, aRe, sin1),
      turnedIm(bIm, cos2, bRe, sin2),
      turnedIm(cIm, cos3, cRe, sin3),
    );
  }
}

/** The real part of (re + i·im)·(cosine − i·sine). */
// @ts-ignore: decorator
@inline
function turnedRe(re: v128, cosine: v128, im: v128, sine: v128): v128 {
  return f64x2.add(f64x2.mul(re, cosine), f64x2.mul(im, sine));
}

/** The imaginary part of the same. */
// @ts-ignore: decorator
@inline
function turnedIm(im: v128, cosine: v128, re: v128, sine: v128): v128 {
  return f64x2.sub(f64x2.mul(im, cosine), f64x2.mul(re, sine));
}

/** The first lanes of all four, then the second ones. */
// @ts-ignore: decorator
@inline
function storeFours(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
  v128.store(to, v128.shuffle<f64>(c, d, 0, 2), 16);
  v128.store(to, v128.shuffle<f64>(a, b, 1, 3), 32);
  v128.store(to, v128.shuffle<f64>(c, d, 1, 3), 48);
}

/** A later stage: `stride` bytes of neighbours are all turned by one angle. */
function stage(
  fromRe: usize,
  fromIm: usize,
  toRe: usize,
  toIm: usize,
  bytes: usize,
  stride: usize,
  twiddles: usize,
): void {
  const quarter = bytes >> 2;
  for (let start: usize = 0; start < quarter; start += stride) {
    const cosine = load<f64>(twiddles + start), sine = load<f64>(twiddles + quarter + start);
    const cosine2 = cosine * cosine - sine * sine, sine2 = 2 * cosine * sine;
    const cos1 = f64x2.splat(cosine), sin1 = f64x2.splat(sine);
    const cos2 = f64x2.splat(cosine2), sin2 = f64x2.splat(sine2);
    const cos3 = f64x2.splat(cosine * cosine2 - sine * sine2), sin3 = f64x2.splat(cosine * sine2 + sine * cosine2);
    let outRe = toRe + (start << 2), outIm = toIm + (start << 2);
    let inRe = fromRe + start, inIm = fromIm + start;
    for (const end = inRe + stride; inRe < end; inRe += 16, inIm += 16, outRe += 16, outIm += 16) {
      const re0 = v128.load(inRe), re1 = v128.load(inRe + quarter);
      const re2 = v128.load(inRe + 2 * quarter), re3 = v128.load(inRe + 3 * quarter);
      const im0 = v128.load(inIm), im1 = v128.load(inIm + quarter);
      const im2 = v128.load(inIm + 2 * quarter), im3 = v128.load(inIm + 3 * quarter);
      const sumRe = f64x2.add(re0, re2), sumIm = f64x2.add(im0, im2);
      const differenceRe = f64x2.sub(re0, re2), differenceIm = f64x2.sub(im0, im2);
      const otherRe = f64x2.add(re1, re3), otherIm = f64x2.add(im1, im3);
      const turnRe = f64x2.sub(re1, re3), turnIm = f64x2.sub(im1, im3);
      const aRe = f64x2.add(differenceRe, turnIm), aIm = f64x2.sub(differenceIm, turnRe);
      const bRe = f64x2.sub(sumRe, otherRe), bIm = f64x2.sub(sumIm, otherIm);
      const cRe = f64x2.sub(differenceRe, turnIm), cIm = f64x2.add(differenceIm, turnRe);
      v128.store(outRe, f64x2.add(sumRe, otherRe));
      v128.store(outIm, f64x2.add(sumIm, otherIm));
      v128.store(outRe + stride, turnedRe(aRe, cos1, aIm, sin1));
      v128.store(outIm + stride, turnedIm(aIm, cos1, aRe, sin1));
      v128.store(outRe + 2 * stride, turnedRe(bRe, cos2, bIm, sin2));
      v128.store(outIm + 2 * stride, turnedIm(bIm, cos2, bRe, sin2));
      v128.store(outRe + 3 * stride, turnedRe(cRe, cos3, cIm, sin3));
      v128.store(outIm + 3 * stride, turnedIm(cIm, cos3, cRe, sin3));
    }
  }
}

/** The last stage where four do not divide the rest: sums of the halves, then differences. */
function halves(from: usize, to: usize, bytes: usize): void {
  const half = bytes >> 1;
  for (let i: usize = 0; i < half; i += 8) {
    const a = load<f64>(from + i), b = load<f64>(from + half + i);
    store<f64>(to + i, a + b);
    store<f64>(to + half + i, a - b);
  }
}

function transformFour(re: usize, im: usize): void {
  const re0 = load<f64>(re), re1 = load<f64>(re, 8), re2 = load<f64>(re, 16), re3 = load<f64>(re, 24);
  const im0 = load<f64>(im), im1 = load<f64>(im, 8), im2 = load<f64>(im, 16), im3 = load<f64>(im, 24);
  store<f64>(re, re0 + re2 + (re1 + re3));
  store<f64>(im, im0 + im2 + (im1 + im3));
  store<f64>(re, re0 - re2 + (im1 - im3), 8);
  store<f64>(im, im0 - im2 - (re1 - re3), 8);
  store<f64>(re, re0 + re2 - (re1 + re3), 16);
  store<f64>(im, im0 + im2 - (im1 + im3), 16);
  store<f64>(re, re0 - re2 - (im1 - im3), 24);
  store<f64>(im, im0 - im2 + (re1 - re3), 24);
}

/**
 * The convolution of `signal` with `weights`, for the elements `from … to` of `out`: out[i] = Σ weights[k]·signal[i − k]
 * over all k for which both exist, in the order of k. `out` has signal.length + weights.length − 1 elements, at most, and
 * overlaps neither.
 */
export function convolve(
  signal: ReadonlySlice<f64>,
  weights: ReadonlySlice<f64>,
  out: Slice<f64>,
  from: i32,
  to: i32,
): void {
  requires(out.length >= to);
  const weightsStart = weights.dataStart;
  const insideStart = weights.length - 1;
  let i = from;
  while (i < to) {
    if (i >= insideStart && i + 8 <= min(to, signal.length)) {
      let sum0 = f64x2.splat(0), sum1 = sum0, sum2 = sum0, sum3 = sum0;
      let at = signal.dataStart + (<usize>i << 3), weight = weightsStart;
      for (const end = weight + (<usize>weights.length << 3); weight < end; weight += 8, at -= 8) {
        const factor = v128.load64_splat(weight);
        sum0 = f64x2.add(sum0, f64x2.mul(factor, v128.load(at)));
        sum1 = f64x2.add(sum1, f64x2.mul(factor, v128.load(at, 16)));
        sum2 = f64x2.add(sum2, f64x2.mul(factor, v128.load(at, 32)));
        sum3 = f64x2.add(sum3, f64x2.mul(factor, v128.load(at, 48)));
      }
      const place = out.dataStart + (<usize>i << 3);
      v128.store(place, sum0);
      v128.store(place, sum1, 16);
      v128.store(place, sum2, 32);
      v128.store(place, sum3, 48);
      i += 8;
    } else {
      let sum: f64 = 0;
      for (let k = max(0, i - signal.length + 1); k <= min(i, weights.length - 1); k++) sum += weights[k] * signal[i - k];
      out[i++] = sum;
    }
  }
}

/** The most elements of a convolution through the Fourier transform, so that its buffers can be allocated. */
const MOST_CONVOLVED = 1 << 24;

/**
 * The whole convolution of `signal` with `weights`, as `convolve` has it, through the Fourier transform of both: faster
 * from some hundred weights on. Its error is some units in the last place of the largest result, not of each.
 */
export function convolveFft(signal: ReadonlySlice<f64>, weights: ReadonlySlice<f64>, out: Slice<f64>): void {
  requires(out.length >= (signal.length + weights.length - 1) * min(min(signal.length, weights.length), 1));
  const length = signal.length + weights.length - 1;
  if (signal.length == 0 || weights.length == 0) return;
  if (length > MOST_CONVOLVED) throw new RangeError("Cannot convolve as the result has too many elements");
  let size = 8;
  while (size < length) size <<= 1;
  const bytes = <usize>size << 3;
  const buffers = heap.alloc(6 * bytes + (bytes >> 1));
  memory.fill(buffers, 0, 4 * bytes);
  const re = buffers, im = re + bytes, otherRe = im + bytes, otherIm = otherRe + bytes;
  const scratch = otherIm + bytes, twiddles = scratch + 2 * bytes;
  fillTwiddles(twiddles, size);
  memory.copy(re, signal.dataStart, <usize>signal.length << 3);
  memory.copy(otherRe, weights.dataStart, <usize>weights.length << 3);
  transform(re, im, bytes, scratch, scratch + bytes, twiddles);
  transform(otherRe, otherIm, bytes, scratch, scratch + bytes, twiddles);
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = v128.load(re + i), b = v128.load(im + i), c = v128.load(otherRe + i), d = v128.load(otherIm + i);
    v128.store(re + i, turnedIm(a, c, b, d));
    v128.store(im + i, turnedRe(a, d, b, c));
  }
  transform(im, re, bytes, scratch, scratch + bytes, twiddles);
  const factor = 1 / <f64>size;
  for (let i = 0; i < length; i++) out[i] = load<f64>(re + (<usize>i << 3)) * factor;
}
