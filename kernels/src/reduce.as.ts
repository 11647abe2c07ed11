// One number out of an array. The reducers take a part `from … to` of it, so that a pool can combine the parts' results.
import { ReadonlySlice, requires } from "multicore";
import { elementAt } from "./support/element_at.as";
import { betterPlace, extreme, placeOfExtreme } from "./support/extreme.as";

/** Bytes of elements that are added one after the other, in lanes side by side; the sums of such blocks are added pairwise. */
const BLOCK_BYTES: usize = 32768;
/** Blocks whose sums wait for another to be added to: one for each power of two in their number. */
const MAX_WAITING = 32;
const BYTES_PER_VECTOR = 16;
const EIGHT_VECTORS: usize = 128;

/**
 * The sum of xs[from … to − 1], added pairwise over blocks of 32 KiB, and in each of them in lanes side by side (Higham, "The
 * accuracy of floating point summation", 1993): its error is at most (270 + log₂ n)·2⁻⁵³·Σ|xs[i]|, and 0 if all partial sums
 * are integers below 2⁵³.
 */
export function sum(xs: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  requires(xs.length >= to);
  return pairwiseSum<f64>(elementAt<f64>(xs.dataStart, from), to - from);
}

/** `sum` of 32-bit floats: its error is at most (280 + log₂ n)·2⁻²⁴·Σ|xs[i]|. */
export function sumF32(xs: ReadonlySlice<f32>, from: i32, to: i32): f32 {
  requires(xs.length >= to);
  return pairwiseSum<f32>(elementAt<f32>(xs.dataStart, from), to - from);
}

/** The sum of the integers xs[from … to − 1], exact. */
export function sumI32(xs: ReadonlySlice<i32>, from: i32, to: i32): i64 {
  requires(xs.length >= to);
  let at = elementAt<i32>(xs.dataStart, from);
  const end = elementAt<i32>(xs.dataStart, to);
  let evens = i64x2.splat(0), odds = evens;
  for (; at + BYTES_PER_VECTOR <= end; at += BYTES_PER_VECTOR) {
    const four = v128.load(at);
    evens = i64x2.add(evens, i64x2.extend_low_i32x4_s(four));
    odds = i64x2.add(odds, i64x2.extend_high_i32x4_s(four));
  }
  const lanes = i64x2.add(evens, odds);
  let total = i64x2.extract_lane(lanes, 0) + i64x2.extract_lane(lanes, 1);
  for (; at < end; at += sizeof<i32>()) total += <i64>load<i32>(at);
  return total;
}

/**
 * The sum of xs[from … to − 1] with what each addition rounds off summed beside it (Ogita, Rump, Oishi, "Accurate sum and
 * dot product", 2005, Sum2): within one unit in the last place of the true sum, plus n²·2⁻¹⁰⁶·Σ|xs[i]|. The better of
 * Kahan's summations, as it also holds when an element is larger than the sum so far.
 */
export function kahanSum(xs: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  requires(xs.length >= to);
  let at = elementAt<f64>(xs.dataStart, from);
  const end = elementAt<f64>(xs.dataStart, to);
  let total = f64x2.splat(0), other = total, lost = total, otherLost = total;
  for (; at + 2 * BYTES_PER_VECTOR <= end; at += 2 * BYTES_PER_VECTOR) {
    const x = v128.load(at), y = v128.load(at, BYTES_PER_VECTOR);
    const next = f64x2.add(total, x), otherNext = f64x2.add(other, y);
    lost = f64x2.add(lost, roundedOff(total, x, next));
    otherLost = f64x2.add(otherLost, roundedOff(other, y, otherNext));
    total = next;
    other = otherNext;
  }
  lost = f64x2.add(lost, otherLost);
  const both = f64x2.add(total, other);
  lost = f64x2.add(lost, roundedOff(total, other, both));
  total = both;
  for (; at < end; at += sizeof<f64>()) {
    const x = v128.load64_zero(at);
    const next = f64x2.add(total, x);
    lost = f64x2.add(lost, roundedOff(total, x, next));
    total = next;
  }
  const swapped = v128.shuffle<u64>(total, total, 1, 0);
  const lanes = f64x2.add(total, swapped);
  const exact = f64x2.extract_lane(lanes, 0);
  const rest = f64x2.extract_lane(lost, 0) + f64x2.extract_lane(lost, 1) +
    f64x2.extract_lane(roundedOff(total, swapped, lanes), 0);
  // Once infinity is in it, what was rounded off is NaN.
  return isFinite(exact) ? exact + rest : exact;
}

/** What the addition of `a` and `b` to `total` lost: exact (Knuth's TwoSum). */
// @ts-ignore: decorator
@inline
function roundedOff(a: v128, b: v128, total: v128): v128 {
  const ofB = f64x2.sub(total, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(total, ofB)), f64x2.sub(b, ofB));
}

/** The smallest of xs[from … to − 1], as `Math.min`: NaN if one is NaN, −0 is less than 0, Infinity of none. */
export function min(xs: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  requires(xs.length >= to);
  return extreme<f64>(xs.dataStart, from, to, false);
}

/** `min` of 32-bit floats. */
export function minF32(xs: ReadonlySlice<f32>, from: i32, to: i32): f32 {
  requires(xs.length >= to);
  return extreme<f32>(xs.dataStart, from, to, false);
}

/** `min` of integers: 2³¹ − 1 of none. */
export function minI32(xs: ReadonlySlice<i32>, from: i32, to: i32): i32 {
  requires(xs.length >= to);
  return extreme<i32>(xs.dataStart, from, to, false);
}

/** The largest of xs[from … to − 1], as `Math.max`: NaN if one is NaN, −0 is less than 0, −Infinity of none. */
export function max(xs: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  requires(xs.length >= to);
  return extreme<f64>(xs.dataStart, from, to, true);
}

/** `max` of 32-bit floats. */
export function maxF32(xs: ReadonlySlice<f32>, from: i32, to: i32): f32 {
  requires(xs.length >= to);
  return extreme<f32>(xs.dataStart, from, to, true);
}

/** `max` of integers: −2³¹ of none. */
export function maxI32(xs: ReadonlySlice<i32>, from: i32, to: i32): i32 {
  requires(xs.length >= to);
  return extreme<i32>(xs.dataStart, from, to, true);
}

/**
 * Where the smallest of xs[from … to − 1] is: the first of equals, where −0 equals 0. The first NaN if there is one; −1 if the
 * range is empty. A pool combines the parts' results with `combineArgmin`.
 */
export function argmin(xs: ReadonlySlice<f64>, from: i32, to: i32): i32 {
  requires(xs.length >= to);
  return placeOfExtreme<f64>(xs.dataStart, from, to, false);
}

/** `argmin` of 32-bit floats. */
export function argminF32(xs: ReadonlySlice<f32>, from: i32, to: i32): i32 {
  requires(xs.length >= to);
  return placeOfExtreme<f32>(xs.dataStart, from, to, false);
}

/** Which of the places `a` and `b`, from `argmin` of two parts of `xs`, has the smaller element. */
export function combineArgmin(xs: ReadonlySlice<f64>, a: i32, b: i32): i32 {
  requires(xs.length >= max(a, b) + 1);
  return betterPlace<f64>(xs.dataStart, a, b, false);
}

/** `combineArgmin` of 32-bit floats. */
export function combineArgminF32(xs: ReadonlySlice<f32>, a: i32, b: i32): i32 {
  requires(xs.length >= max(a, b) + 1);
  return betterPlace<f32>(xs.dataStart, a, b, false);
}

/**
 * Where the largest of xs[from … to − 1] is: the first of equals, where −0 equals 0. The first NaN if there is one; −1 if the
 * range is empty. A pool combines the parts' results with `combineArgmax`.
 */
export function argmax(xs: ReadonlySlice<f64>, from: i32, to: i32): i32 {
  requires(xs.length >= to);
  return placeOfExtreme<f64>(xs.dataStart, from, to, true);
}

/** `argmax` of 32-bit floats. */
export function argmaxF32(xs: ReadonlySlice<f32>, from: i32, to: i32): i32 {
  requires(xs.length >= to);
  return placeOfExtreme<f32>(xs.dataStart, from, to, true);
}

/** Which of the places `a` and `b`, from `argmax` of two parts of `xs`, has the larger element. */
export function combineArgmax(xs: ReadonlySlice<f64>, a: i32, b: i32): i32 {
  requires(xs.length >= max(a, b) + 1);
  return betterPlace<f64>(xs.dataStart, a, b, true);
}

/** `combineArgmax` of 32-bit floats. */
export function combineArgmaxF32(xs: ReadonlySlice<f32>, a: i32, b: i32): i32 {
  requires(xs.length >= max(a, b) + 1);
  return betterPlace<f32>(xs.dataStart, a, b, true);
}

/** The arithmetic mean of all of `xs`: `sum` / n. NaN if there are none. */
export function mean(xs: ReadonlySlice<f64>): f64 {
  return pairwiseSum<f64>(xs.dataStart, xs.length) / <f64>xs.length;
}

/**
 * The variance of all of `xs`: Σ(xs[i] − mean)² / (n − lessFreedom), in two passes, so that a large mean costs few digits:
 * with a mean of 10¹² deviations, the last three of sixteen.
 * `lessFreedom` is 0 for the variance of a whole population, 1 for the estimate from a sample. NaN if n ≤ lessFreedom.
 */
export function variance(xs: ReadonlySlice<f64>, lessFreedom: i32): f64 {
  const count = xs.length;
  if (count <= lessFreedom) return NaN;
  const at = xs.dataStart;
  const center = pairwiseSum<f64>(at, count) / <f64>count;
  return pairwiseProduct<f64>(at, at, center, count) / <f64>(count - lessFreedom);
}

/**
 * Σ(xs[i] − center)² for i = from … to − 1. With the mean as the center, and summed over the parts by a pool, it is the
 * variance times n.
 */
export function squaredDeviations(xs: ReadonlySlice<f64>, center: f64, from: i32, to: i32): f64 {
  requires(xs.length >= to);
  const at = elementAt<f64>(xs.dataStart, from);
  return pairwiseProduct<f64>(at, at, center, to - from);
}

/** The scalar product of two arrays: Σ xs[i]·ys[i] for i = from … to − 1, added pairwise over blocks of 32 KiB. */
export function dot(xs: ReadonlySlice<f64>, ys: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  requires(xs.length >= to);
  requires(ys.length >= to);
  return pairwiseProduct<f64>(elementAt<f64>(xs.dataStart, from), elementAt<f64>(ys.dataStart, from), 0, to - from);
}

/** `dot` of 32-bit floats. */
export function dotF32(xs: ReadonlySlice<f32>, ys: ReadonlySlice<f32>, from: i32, to: i32): f32 {
  requires(xs.length >= to);
  requires(ys.length >= to);
  return pairwiseProduct<f32>(elementAt<f32>(xs.dataStart, from), elementAt<f32>(ys.dataStart, from), 0, to - from);
}

/** The Euclidean length of all of `xs`: √Σxs[i]². It overflows or vanishes only if the length itself does. */
export function norm(xs: ReadonlySlice<f64>): f64 {
  const at = xs.dataStart;
  const squares = pairwiseProduct<f64>(at, at, 0, xs.length);
  if (squares > SAFE_SQUARE && squares < Infinity) return Math.sqrt(squares);
  const largest = Math.max(extreme<f64>(at, 0, xs.length, true), -extreme<f64>(at, 0, xs.length, false));
  if (!(largest > 0) || largest == Infinity) return xs.length == 0 ? 0 : largest;
  let scaled: f64 = 0;
  for (let i = 0; i < xs.length; i++) scaled += (xs[i] / largest) * (xs[i] / largest);
  return largest * Math.sqrt(scaled);
}

/** Above it, squares too small to be normal numbers do not count: 2⁻⁹⁰⁰. */
const SAFE_SQUARE: f64 = 1.1830521861667747e-271;

/** The sum of the lanes. */
// @ts-ignore: decorator
@inline
function sumOfLanes<T>(lanes: v128): T {
  if (sizeof<T>() == 8) return v128.extract_lane<T>(lanes, 0) + v128.extract_lane<T>(lanes, 1);
  const pairs = v128.add<T>(lanes, v128.shuffle<u32>(lanes, lanes, 2, 3, 0, 1));
  return v128.extract_lane<T>(pairs, 0) + v128.extract_lane<T>(pairs, 1);
}

function pairwiseSum<T>(at: usize, count: i32): T {
  const end = elementAt<T>(at, count);
  const turnsEnd = end - (end - at) % EIGHT_VECTORS;
  const waiting = heap.alloc(MAX_WAITING * BYTES_PER_VECTOR);
  let top = waiting;
  for (let block = 0; at < turnsEnd; block++) {
    const blockEnd = turnsEnd - at > BLOCK_BYTES ? at + BLOCK_BYTES : turnsEnd;
    let a = v128.splat<T>(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    for (; at < blockEnd; at += EIGHT_VECTORS) {
      a = v128.add<T>(a, v128.load(at));
      b = v128.add<T>(b, v128.load(at, 16));
      c = v128.add<T>(c, v128.load(at, 32));
      d = v128.add<T>(d, v128.load(at, 48));
      e = v128.add<T>(e, v128.load(at, 64));
      f = v128.add<T>(f, v128.load(at, 80));
      g = v128.add<T>(g, v128.load(at, 96));
      h = v128.add<T>(h, v128.load(at, 112));
    }
    top = addBlock<T>(top, block, sumOfEight<T>(a, b, c, d, e, f, g, h));
  }
  let total = sumOfLanes<T>(addUp<T>(waiting, top));
  for (; at < end; at += sizeof<T>()) total += load<T>(at);
  return total;
}

/** Σ(xs[i] − center)·(ys[i] − center). */
function pairwiseProduct<T>(xs: usize, ys: usize, center: T, count: i32): T {
  const centers = v128.splat<T>(center);
  const end = elementAt<T>(xs, count);
  const turnsEnd = end - (end - xs) % EIGHT_VECTORS;
  const waiting = heap.alloc(MAX_WAITING * BYTES_PER_VECTOR);
  let top = waiting;
  for (let block = 0; xs < turnsEnd; block++) {
    const blockEnd = turnsEnd - xs > BLOCK_BYTES ? xs + BLOCK_BYTES : turnsEnd;
    let a = v128.splat<T>(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    for (; xs < blockEnd; xs += EIGHT_VECTORS, ys += EIGHT_VECTORS) {
      a = v128.add<T>(a, product<T>(v128.load(xs), v128.load(ys), centers));
      b = v128.add<T>(b, product<T>(v128.load(xs, 16), v128.load(ys, 16), centers));
      c = v128.add<T>(c, product<T>(v128.load(xs, 32), v128.load(ys, 32), centers));
      d = v128.add<T>(d, product<T>(v128.load(xs, 48), v128.load(ys, 48), centers));
      e = v128.add<T>(e, product<T>(v128.load(xs, 64), v128.load(ys, 64), centers));
      f = v128.add<T>(f, product<T>(v128.load(xs, 80), v128.load(ys, 80), centers));
      g = v128.add<T>(g, product<T>(v128.load(xs, 96), v128.load(ys, 96), centers));
      h = v128.add<T>(h, product<T>(v128.load(xs, 112), v128.load(ys, 112), centers));
    }
    top = addBlock<T>(top, block, sumOfEight<T>(a, b, c, d, e, f, g, h));
  }
  let total = sumOfLanes<T>(addUp<T>(waiting, top));
  for (; xs < end; xs += sizeof<T>(), ys += sizeof<T>()) total += (load<T>(xs) - center) * (load<T>(ys) - center);
  return total;
}

/** Adds the sum of a block to those that wait below `top`, where as many blocks are in each; returns their new top. */
// @ts-ignore: decorator
@inline
function addBlock<T>(top: usize, block: i32, sum: v128): usize {
  for (; block & 1; block >>= 1) {
    top -= BYTES_PER_VECTOR;
    sum = v128.add<T>(v128.load(top), sum);
  }
  v128.store(top, sum);
  return top + BYTES_PER_VECTOR;
}

/** The sum of all that wait, the smallest first. */
// @ts-ignore: decorator
@inline
function addUp<T>(waiting: usize, top: usize): v128 {
  let sum = v128.splat<T>(0);
  while (top > waiting) {
    top -= BYTES_PER_VECTOR;
    sum = v128.add<T>(v128.load(top), sum);
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function sumOfEight<T>(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128): v128 {
  const left = v128.add<T>(v128.add<T>(a, b), v128.add<T>(c, d));
  const right = v128.add<T>(v128.add<T>(e, f), v128.add<T>(g, h));
  return v128.add<T>(left, right);
}

// @ts-ignore: decorator
@inline
function product<T>(x: v128, y: v128, centers: v128): v128 {
  return v128.mul<T>(v128.sub<T>(x, centers), v128.sub<T>(y, centers));
}
