// Sorting by digits, which compares nothing, and merging for the parallel case.
//
// An element becomes a key: an unsigned integer in the same order. Of an integer that is the number itself, its sign bit
// flipped; of a float its bits, all flipped if it is negative, else only the sign. So −0 comes before 0, and NaN, which
// takes the largest key, comes last, as in the sort of a typed array.
//
// What does not fit into the second-level cache is sorted in pieces that do, and these are merged.
import { ReadonlySlice, requires, Slice } from "multicore";

const DIGITS = 256;
const COUNTER_BYTES: usize = 4;
const TABLE_BYTES: usize = DIGITS * COUNTER_BYTES;
/** The most bytes of a piece; as many are needed beside it. */
const PIECE_BYTES: usize = 1 << 20;
/** The most bytes of elements that `argsort` takes: it allocates twice as many at once, which is all that can be. */
const MOST_BYTES: usize = 1 << 29;

/**
 * Sorts all of `xs` upwards, in place: −0 before 0 and NaN last, as the sort of a typed array, so the payloads of NaN are
 * not kept. A radix sort of 8-bit digits, least significant first (Knuth, "The Art of Computer Programming" 3, 5.2.5), of pieces
 * of 1 MiB, which are merged; it needs as much memory again.
 */
export function sort(xs: Slice<f64>): void {
  radixSort<f64, u64>(xs.dataStart, xs.length);
}

/** `sort` of 32-bit floats. */
export function sortF32(xs: Slice<f32>): void {
  radixSort<f32, u32>(xs.dataStart, xs.length);
}

/** `sort` of integers. */
export function sortI32(xs: Slice<i32>): void {
  radixSort<i32, u32>(xs.dataStart, xs.length);
}

/** `sort` of integers that are not negative. */
export function sortU32(xs: Slice<u32>): void {
  radixSort<u32, u32>(xs.dataStart, xs.length);
}

/**
 * Where the elements of `xs` are in their sorted order: xs[order[0]] is the smallest. Equal ones stay in their order.
 */
export function argsort(xs: ReadonlySlice<f64>, order: Slice<i32>): void {
  requires(order.length >= xs.length);
  radixOrder<f64, u64>(xs.dataStart, order.dataStart, xs.length);
}

/** `argsort` of 32-bit floats. */
export function argsortF32(xs: ReadonlySlice<f32>, order: Slice<i32>): void {
  requires(order.length >= xs.length);
  radixOrder<f32, u32>(xs.dataStart, order.dataStart, xs.length);
}

/** `argsort` of integers. */
export function argsortI32(xs: ReadonlySlice<i32>, order: Slice<i32>): void {
  requires(order.length >= xs.length);
  radixOrder<i32, u32>(xs.dataStart, order.dataStart, xs.length);
}

/** `argsort` of integers that are not negative. */
export function argsortU32(xs: ReadonlySlice<u32>, order: Slice<i32>): void {
  requires(order.length >= xs.length);
  radixOrder<u32, u32>(xs.dataStart, order.dataStart, xs.length);
}

/**
 * Sorts the runs `fromRun … toRun` of `xs` each for itself, where run r is xs[r·run … (r + 1)·run − 1] and the last may be
 * shorter. The first step of a parallel sort; `mergeRuns` are the others.
 */
export function sortRuns(xs: Slice<f64>, run: i32, fromRun: i32, toRun: i32): void {
  requires(run >= 1);
  sortEachRun<f64, u64>(xs.dataStart, xs.length, run, fromRun, toRun);
}

/** `sortRuns` of 32-bit floats. */
export function sortRunsF32(xs: Slice<f32>, run: i32, fromRun: i32, toRun: i32): void {
  requires(run >= 1);
  sortEachRun<f32, u32>(xs.dataStart, xs.length, run, fromRun, toRun);
}

/** `sortRuns` of integers. */
export function sortRunsI32(xs: Slice<i32>, run: i32, fromRun: i32, toRun: i32): void {
  requires(run >= 1);
  sortEachRun<i32, u32>(xs.dataStart, xs.length, run, fromRun, toRun);
}

/** `sortRuns` of integers that are not negative. */
export function sortRunsU32(xs: Slice<u32>, run: i32, fromRun: i32, toRun: i32): void {
  requires(run >= 1);
  sortEachRun<u32, u32>(xs.dataStart, xs.length, run, fromRun, toRun);
}

/**
 * Merges neighbouring sorted runs of `src`, each of `run` elements but for the last, into runs of 2·run, and writes the
 * elements `from … to` of the result to `dst`. Where these begin in the two runs is found by bisection (Odeh et al., "Merge
 * Path", 2012), so that many threads can share one merge. `dst` must not overlap `src`.
 */
export function mergeRuns(src: ReadonlySlice<f64>, dst: Slice<f64>, run: i32, from: i32, to: i32): void {
  requires(run >= 1);
  requires(src.length >= to);
  requires(dst.length >= to);
  mergePairs<f64, u64>(src.dataStart, dst.dataStart, src.length, run, from, to);
}

/** `mergeRuns` of 32-bit floats. */
export function mergeRunsF32(src: ReadonlySlice<f32>, dst: Slice<f32>, run: i32, from: i32, to: i32): void {
  requires(run >= 1);
  requires(src.length >= to);
  requires(dst.length >= to);
  mergePairs<f32, u32>(src.dataStart, dst.dataStart, src.length, run, from, to);
}

/** `mergeRuns` of integers. */
export function mergeRunsI32(src: ReadonlySlice<i32>, dst: Slice<i32>, run: i32, from: i32, to: i32): void {
  requires(run >= 1);
  requires(src.length >= to);
  requires(dst.length >= to);
  mergePairs<i32, u32>(src.dataStart, dst.dataStart, src.length, run, from, to);
}

/** `mergeRuns` of integers that are not negative. */
export function mergeRunsU32(src: ReadonlySlice<u32>, dst: Slice<u32>, run: i32, from: i32, to: i32): void {
  requires(run >= 1);
  requires(src.length >= to);
  requires(dst.length >= to);
  mergePairs<u32, u32>(src.dataStart, dst.dataStart, src.length, run, from, to);
}

/** The key of an element with these bits. */
// @ts-ignore: decorator
@inline
function keyOf<T, K>(bits: K): K {
  if (isFloat<T>()) {
    const flipped = bits ^ (<K>(<K>0 - (bits >> <K>(8 * sizeof<K>() - 1))) | signBit<K>());
    return (bits & ~signBit<K>()) > infinity<K>() ? <K>~(<K>0) : flipped;
  }
  return isSigned<T>() ? bits ^ signBit<K>() : bits;
}

/** The element of a key. */
// @ts-ignore: decorator
@inline
function ofKey<T, K>(key: K): T {
  if (isFloat<T>()) return reinterpret<T>(key ^ (((key >> <K>(8 * sizeof<K>() - 1)) - 1) | signBit<K>()));
  return isSigned<T>() ? <T>(key ^ signBit<K>()) : <T>key;
}

// @ts-ignore: decorator
@inline
function signBit<K>(): K {
  return <K>1 << <K>(8 * sizeof<K>() - 1);
}

/** The bits of a float's infinity: those of NaN are above it. */
// @ts-ignore: decorator
@inline
function infinity<K>(): K {
  return <K>(sizeof<K>() == 8 ? 0x7ff0000000000000 : 0x7f800000);
}

/** The place of the counter of a key's digit that lies `shift` bits above the lowest. */
// @ts-ignore: decorator
@inline
function counterOf<K>(table: usize, key: K, shift: K): usize {
  return table + <usize>((key >> shift) & <K>(DIGITS - 1)) * COUNTER_BYTES;
}

/** Counts, for each digit, how often it has each value. */
// @ts-ignore: decorator
@inline
function count<K>(tables: usize, key: K): void {
  countDigit<K>(tables, key, 0);
  countDigit<K>(tables, key, 1);
  countDigit<K>(tables, key, 2);
  countDigit<K>(tables, key, 3);
  if (sizeof<K>() == 8) {
    countDigit<K>(tables, key, 4);
    countDigit<K>(tables, key, 5);
    countDigit<K>(tables, key, 6);
    countDigit<K>(tables, key, 7);
  }
}

// @ts-ignore: decorator
@inline
function countDigit<K>(tables: usize, key: K, digit: usize): void {
  const counter = counterOf<K>(tables + digit * TABLE_BYTES, key, <K>(8 * digit));
  store<u32>(counter, load<u32>(counter) + 1);
}

/**
 * Makes of a digit's counts the addresses where the keys with each value go. Returns false if all keys have one value,
 * so that nothing is to be moved.
 */
function place(table: usize, dst: usize, total: i32, bytes: usize): bool {
  let next = dst;
  for (const end = table + TABLE_BYTES; table < end; table += COUNTER_BYTES) {
    const some = load<u32>(table);
    if (some == <u32>total) return false;
    store<u32>(table, <u32>next);
    next += <usize>some * bytes;
  }
  return true;
}

function newTables<K>(): usize {
  return heap.alloc(sizeof<K>() * TABLE_BYTES);
}

function radixSort<T, K>(start: usize, length: i32): void {
  let pieces = 1;
  while ((<usize>length * sizeof<K>()) / pieces > PIECE_BYTES) pieces *= 2;
  // All as long but for the last: merging them is fastest so.
  const piece = (length + pieces - 1) / pieces;
  const tables = newTables<K>();
  let src = start, dst = heap.alloc(<usize>length * sizeof<K>());
  for (let first = 0; first < length; first += piece) {
    sortKeys<T, K>(start + <usize>first * sizeof<K>(), min(piece, length - first), tables, dst);
  }
  for (let run = piece; run < length; run *= 2) {
    mergePairs<K, K>(src, dst, length, run, 0, length);
    const other = src;
    src = dst;
    dst = other;
  }
  const bytes = <usize>length * sizeof<K>();
  for (let at: usize = 0; at < bytes; at += sizeof<K>()) store<T>(start + at, ofKey<T, K>(load<K>(src + at)));
}

/** Makes sorted keys of elements, in place, with as much memory again at `spare`. */
function sortKeys<T, K>(start: usize, length: i32, tables: usize, spare: usize): void {
  const bytes = <usize>length * sizeof<K>();
  memory.fill(tables, 0, sizeof<K>() * TABLE_BYTES);
  for (let at = start; at < start + bytes; at += sizeof<K>()) {
    const key = keyOf<T, K>(load<K>(at));
    store<K>(at, key);
    count<K>(tables, key);
  }
  let src = start, dst = spare;
  for (let digit: usize = 0; digit < sizeof<K>(); digit++) {
    const table = tables + digit * TABLE_BYTES;
    if (!place(table, dst, length, sizeof<K>())) continue;
    const shift = <K>(8 * digit);
    for (let at = src, end = src + bytes; at < end; at += sizeof<K>()) {
      const key = load<K>(at);
      const counter = counterOf<K>(table, key, shift);
      const to = load<u32>(counter);
      store<u32>(counter, to + <u32>sizeof<K>());
      store<K>(to, key);
    }
    const other = src;
    src = dst;
    dst = other;
  }
  if (src != start) memory.copy(start, src, bytes);
}

function radixOrder<T, K>(start: usize, order: usize, length: i32): void {
  const bytes = <usize>length * sizeof<K>();
  const tables = newTables<K>();
  memory.fill(tables, 0, sizeof<K>() * TABLE_BYTES);
  // A key and its place side by side, in 16 bytes or 8.
  const pair = 2 * sizeof<K>();
  if (bytes > MOST_BYTES) throw new RangeError("there are too many elements to order");
  let src = heap.alloc(2 * bytes), dst = heap.alloc(2 * bytes);
  for (let i = 0; i < length; i++) {
    const key = keyOf<T, K>(load<K>(start + <usize>i * sizeof<T>()));
    store<K>(src + <usize>i * pair, key);
    store<i32>(src + <usize>i * pair, i, sizeof<K>());
    count<K>(tables, key);
  }
  for (let digit: usize = 0; digit < sizeof<K>(); digit++) {
    const table = tables + digit * TABLE_BYTES;
    if (!place(table, dst, length, pair)) continue;
    const shift = <K>(8 * digit);
    for (let at = src, end = src + 2 * bytes; at < end; at += pair) {
      const key = load<K>(at);
      const counter = counterOf<K>(table, key, shift);
      const to = load<u32>(counter);
      store<u32>(counter, to + <u32>pair);
      store<K>(to, key);
      store<i32>(to, load<i32>(at, sizeof<K>()), sizeof<K>());
    }
    const other = src;
    src = dst;
    dst = other;
  }
  for (let i = 0; i < length; i++) {
    store<i32>(order + <usize>i * sizeof<i32>(), load<i32>(src + <usize>i * pair, sizeof<K>()));
  }
}

function sortEachRun<T, K>(start: usize, length: i32, run: i32, fromRun: i32, toRun: i32): void {
  for (let r = fromRun; r < toRun; r++) {
    const first = <i64>r * run;
    const count = <i32>min<i64>(run, length - first);
    if (count > 0) radixSort<T, K>(start + <usize>first * sizeof<T>(), count);
  }
}

function mergePairs<T, K>(src: usize, dst: usize, length: i32, run: i32, from: i32, to: i32): void {
  const both = 2 * <i64>run;
  for (let first = <i64>from / both * both; first < to; first += both) {
    const middle = min<i64>(first + run, length), last = min<i64>(first + both, length);
    mergePart<T, K>(
      src + <usize>first * sizeof<T>(),
      <i32>(middle - first),
      <i32>(last - middle),
      dst + <usize>first * sizeof<T>(),
      <i32>(max<i64>(from, first) - first),
      <i32>(min<i64>(to, last) - first),
    );
  }
}

/** Writes the elements `from … to` of what the run at `a` and the one behind it give when merged. */
function mergePart<T, K>(a: usize, countA: i32, countB: i32, out: usize, from: i32, to: i32): void {
  const b = a + <usize>countA * sizeof<T>();
  const first = fromFirst<T, K>(a, countA, b, countB, from);
  const last = fromFirst<T, K>(a, countA, b, countB, to);
  merge<T, K>(
    a + <usize>first * sizeof<T>(),
    a + <usize>last * sizeof<T>(),
    b + <usize>(from - first) * sizeof<T>(),
    b + <usize>(to - last) * sizeof<T>(),
    out + <usize>from * sizeof<T>(),
  );
}

/**
 * Merges two sorted runs, from both ends at once: neither end waits for the other's loads. As many steps as the shorter run has
 * elements leave neither run, so they need no checks.
 */
function merge<T, K>(a: usize, endA: usize, b: usize, endB: usize, out: usize): void {
  let lastA = endA - sizeof<T>(), lastB = endB - sizeof<T>(), last = out + (lastA - a) + (endB - b);
  for (let left = min(endA - a, endB - b); left > 0; left -= sizeof<T>()) {
    const x = load<K>(a), y = load<K>(b);
    const takesA = keyOf<T, K>(x) <= keyOf<T, K>(y);
    store<K>(out, select<K>(x, y, takesA));
    out += sizeof<T>();
    a += <usize>takesA * sizeof<T>();
    b += <usize>!takesA * sizeof<T>();
    const z = load<K>(lastA), w = load<K>(lastB);
    const takesLastA = keyOf<T, K>(z) > keyOf<T, K>(w);
    store<K>(last, select<K>(z, w, takesLastA));
    last -= sizeof<T>();
    lastA -= <usize>takesLastA * sizeof<T>();
    lastB -= <usize>!takesLastA * sizeof<T>();
  }
  while (a <= lastA && b <= lastB) {
    const x = load<K>(a), y = load<K>(b);
    const takesA = keyOf<T, K>(x) <= keyOf<T, K>(y);
    store<K>(out, select<K>(x, y, takesA));
    out += sizeof<T>();
    a += <usize>takesA * sizeof<T>();
    b += <usize>!takesA * sizeof<T>();
  }
  // At most one of the runs has elements left.
  memory.copy(out, a <= lastA ? a : b, last + sizeof<T>() - out);
}

/** How many of the first `count` merged elements come from the run at `a`. */
function fromFirst<T, K>(a: usize, countA: i32, b: usize, countB: i32, count: i32): i32 {
  let low = max(0, count - countB), high = min(count, countA);
  while (low < high) {
    const middle = (low + high) >> 1;
    const x = load<K>(a + <usize>middle * sizeof<T>());
    const y = load<K>(b + <usize>(count - 1 - middle) * sizeof<T>());
    if (keyOf<T, K>(x) <= keyOf<T, K>(y)) low = middle + 1;
    else high = middle;
  }
  return low;
}
