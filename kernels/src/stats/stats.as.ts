// Counts and order statistics.
import { ReadonlySlice, requires, Slice } from "multicore";

// From so many bytes on, a table of all pairs of bytes pays: it takes one step for two bytes, and some 30 µs in the end.
const PAIRS_FROM = 1 << 17;

/**
 * Adds to counts[v] how many of bytes[from … to] are v, for each of the 256 values. Ranges may run at once: each counts for
 * itself, and adds its counts in one atomic step each.
 */
export function histogramBytes(bytes: ReadonlySlice<u8>, counts: Slice<u32>, from: i32, to: i32): void {
  requires(bytes.length >= to);
  requires(counts.length >= 256);
  const table = changetype<usize>(new StaticArray<u32>(256));
  let at = bytes.dataStart + <usize>from;
  const end = bytes.dataStart + <usize>to;
  if (to - from >= PAIRS_FROM) at = countPairs(at, end, table);
  for (; at < end; at++) countAt(table + (<usize>load<u8>(at) << 2));
  for (let i: usize = 0; i < 1024; i += 4) addCount(counts.dataStart + i, load<u32>(table + i));
}

/** Counts the bytes from `at` on, all but up to seven, into a table of 256. Returns the address of what is left. */
function countPairs(at: usize, end: usize, table: usize): usize {
  const pairs = changetype<usize>(new StaticArray<u32>(1 << 16));
  for (; at + 8 <= end; at += 8) {
    const eight = load<u64>(at);
    countAt(pairs + ((<usize>eight << 2) & 0x3fffc));
    countAt(pairs + (<usize>(eight >> 14) & 0x3fffc));
    countAt(pairs + (<usize>(eight >> 30) & 0x3fffc));
    countAt(pairs + (<usize>(eight >> 46) & 0x3fffc));
  }
  for (let second: usize = 0; second < 1024; second += 4) {
    const row = pairs + (second << 8);
    let sum = i32x4.splat(0);
    for (let first: usize = 0; first < 1024; first += 16) {
      const four = v128.load(row + first);
      sum = i32x4.add(sum, four);
      v128.store(table + first, i32x4.add(v128.load(table + first), four));
    }
    const low = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1);
    const count = low + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
    store<u32>(table + second, load<u32>(table + second) + count);
  }
  return at;
}

// @ts-ignore: decorator
@inline
function countAt(counter: usize): void {
  store<u32>(counter, load<u32>(counter) + 1);
}

// @ts-ignore: decorator
@inline
function addCount(counter: usize, count: u32): void {
  if (count > 0) atomic.add<u32>(counter, count);
}

/**
 * Adds to counts[b] how many of values[from … to] lie in bin b of `counts.length` equal bins of [lo, hi]: b = ⌊(x −
 * lo)·bins/(hi − lo)⌋, and the last bin for x = hi. What lies outside, and NaN, is not counted. Ranges may run at once:
 * each counts for itself, and adds its counts in one atomic step each.
 */
export function histogram(
  values: ReadonlySlice<f64>,
  counts: Slice<u32>,
  lo: f64,
  hi: f64,
  from: i32,
  to: i32,
): void {
  requires(values.length >= to);
  requires(counts.length >= 1);
  countBins<f64>(values.dataStart, counts.dataStart, counts.length, lo, hi, from, to);
}

/** `histogram` of f32. */
export function histogramF32(
  values: ReadonlySlice<f32>,
  counts: Slice<u32>,
  lo: f64,
  hi: f64,
  from: i32,
  to: i32,
): void {
  requires(values.length >= to);
  requires(counts.length >= 1);
  countBins<f32>(values.dataStart, counts.dataStart, counts.length, lo, hi, from, to);
}

function countBins<T>(values: usize, counts: usize, bins: i32, lo: f64, hi: f64, from: i32, to: i32): void {
  const scale = <f64>bins / (hi - lo);
  if (!(scale > 0 && scale < Infinity)) throw new Error("Cannot count values as 'lo' must be below 'hi', both finite");
  // One more, for what is in no bin: so there is nothing to branch on.
  const table = changetype<usize>(new StaticArray<u32>(bins + 1));
  const los = f64x2.splat(lo), his = f64x2.splat(hi), scales = f64x2.splat(scale);
  const lasts = i32x4.splat(bins - 1), none = i32x4.splat(bins);
  let at = values + (<usize>from << alignof<T>());
  const end = values + (<usize>to << alignof<T>());
  for (; at + 2 * sizeof<T>() <= end; at += 2 * sizeof<T>()) {
    const two = sizeof<T>() == 8 ? v128.load(at) : f64x2.promote_low_f32x4(v128.load64_zero(at));
    const inside = v128.and(f64x2.ge(two, los), f64x2.le(two, his));
    const bin = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(two, los), scales)), lasts);
    const places = v128.bitselect(bin, none, v128.shuffle<i32>(inside, inside, 0, 2, 0, 2));
    countAt(table + (<usize>i32x4.extract_lane(places, 0) << 2));
    countAt(table + (<usize>i32x4.extract_lane(places, 1) << 2));
  }
  if (at < end) {
    const value = <f64>load<T>(at);
    if (value >= lo && value <= hi) countAt(table + (<usize>min(<i32>((value - lo) * scale), bins - 1) << 2));
  }
  for (let i: usize = 0; i < <usize>bins << 2; i += 4) addCount(counts + i, load<u32>(table + i));
}

/**
 * The quantile of all `values` at `probability`, from 0 to 1: between the order statistics around probability·(n − 1), as
 * NumPy's default does it (type 7 of Hyndman & Fan 1996); NaN if any value is NaN.
 */
export function quantile(values: ReadonlySlice<f64>, probability: f64): f64 {
  requires(values.length >= 1);
  const counts = new StaticArray<u32>(DIGITS);
  const isComplete = countFirstDigits(values, changetype<usize>(counts));
  return isComplete ? quantileOf(values, probability, changetype<usize>(counts)) : NaN;
}

/** out[i] becomes the `quantile` of all `values` at probabilities[i]. */
export function quantiles(values: ReadonlySlice<f64>, probabilities: ReadonlySlice<f64>, out: Slice<f64>): void {
  requires(values.length >= 1);
  requires(out.length >= probabilities.length);
  const counts = new StaticArray<u32>(DIGITS);
  const isComplete = countFirstDigits(values, changetype<usize>(counts));
  for (let i = 0; i < probabilities.length; i++) {
    out[i] = isComplete ? quantileOf(values, probabilities[i], changetype<usize>(counts)) : NaN;
  }
}

// A value is found by its bits, eleven at a time from the highest: the counts of each digit tell which one the wanted rank
// has. So `values` stay as they are, and every pass is linear.
const DIGIT_BITS: u64 = 11;
const DIGITS: i32 = 1 << 11;
const FIRST_SHIFT: u64 = 64 - DIGIT_BITS;

/** The bits of a number as an integer of the same order. */
// @ts-ignore: decorator
@inline
function keyOf(address: usize): u64 {
  const bits = load<u64>(address);
  return bits ^ (<u64>(<i64>bits >> 63) | 0x8000_0000_0000_0000);
}

// @ts-ignore: decorator
@inline
function valueOf(key: u64): f64 {
  return reinterpret<f64>(key ^ (<u64>(~(<i64>key >> 63)) | 0x8000_0000_0000_0000));
}

/** Counts the highest digits. False if there is a NaN. */
function countFirstDigits(values: ReadonlySlice<f64>, counts: usize): bool {
  let at = values.dataStart;
  for (const end = at + (<usize>values.length << 3); at < end; at += 8) {
    const value = load<f64>(at);
    if (value != value) return false;
    countAt(counts + (<usize>(keyOf(at) >> FIRST_SHIFT) << 2));
  }
  return true;
}

function quantileOf(values: ReadonlySlice<f64>, probability: f64, firstCounts: usize): f64 {
  if (!(probability >= 0 && probability <= 1)) {
    throw new Error("Cannot take a quantile as the probability must be from 0 to 1");
  }
  const place = probability * <f64>(values.length - 1);
  const rank = <u32>place;
  const key = keyAtRank(values, rank, firstCounts);
  const part = place - <f64>rank;
  if (part == 0) return valueOf(key);
  const lower = valueOf(key), upper = valueOf(keyAfter(values, key, rank));
  return lower == upper ? lower : (1 - part) * lower + part * upper;
}

function keyAtRank(values: ReadonlySlice<f64>, rank: u32, firstCounts: usize): u64 {
  const start = values.dataStart, end = start + (<usize>values.length << 3);
  const counts = changetype<usize>(new StaticArray<u32>(DIGITS));
  let prefix: u64 = 0;
  let shift = FIRST_SHIFT;
  let table = firstCounts;
  while (true) {
    let digit: u64 = 0;
    for (let count = load<u32>(table); rank >= count; count = load<u32>(table + (<usize>digit << 2))) {
      rank -= count;
      digit++;
    }
    prefix |= digit << shift;
    if (shift == 0) return prefix;
    const next = shift > DIGIT_BITS ? shift - DIGIT_BITS : 0;
    table = counts;
    memory.fill(table, 0, DIGITS << 2);
    for (let at = start; at < end; at += 8) {
      const key = keyOf(at);
      if ((key ^ prefix) >> shift == 0) countAt(table + (<usize>((key ^ prefix) >> next) << 2));
    }
    shift = next;
  }
}

/** The key at rank + 1, where `key` is at `rank`. */
function keyAfter(values: ReadonlySlice<f64>, key: u64, rank: u32): u64 {
  let next: u64 = u64.MAX_VALUE;
  let count: u32 = 0;
  let at = values.dataStart;
  for (const end = at + (<usize>values.length << 3); at < end; at += 8) {
    const other = keyOf(at);
    if (other <= key) count++;
    else next = min(next, other);
  }
  return count > rank + 1 ? key : next;
}
