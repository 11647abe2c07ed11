// Searches in bytes, for one byte or for several in a row. Matches may overlap.
import { ReadonlySlice, requires, Slice } from "multicore";

/** How many of bytes[from … to] equal `byte`; the parts are summed. */
export function countByte(bytes: ReadonlySlice<u8>, byte: u8, from: i32, to: i32): i32 {
  requires(bytes.length >= to);
  const wanted = i8x16.splat(byte);
  let at = bytes.dataStart + <usize>from;
  const end = bytes.dataStart + <usize>to;
  let count = 0;
  while (at + 32 <= end) {
    // Lanes of eight bits hold 255 matches.
    const stop = at + min((end - at) & ~31, 255 * 32);
    let even = i8x16.splat(0), odd = even;
    for (; at < stop; at += 32) {
      even = i8x16.sub(even, i8x16.eq(v128.load(at), wanted));
      odd = i8x16.sub(odd, i8x16.eq(v128.load(at, 16), wanted));
    }
    count += sumOfBytes(even) + sumOfBytes(odd);
  }
  for (; at < end; at++) count += i32(load<u8>(at) == byte);
  return count;
}

function sumOfBytes(bytes: v128): i32 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3);
}

/** How many times `needle` begins within bytes[from … to], even if it ends behind `to`; the parts are summed. */
export function countMatches(bytes: ReadonlySlice<u8>, needle: ReadonlySlice<u8>, from: i32, to: i32): i32 {
  requires(bytes.length >= to);
  requires(needle.length >= 1);
  if (needle.length == 1) return countByte(bytes, needle[0], from, to);
  return scan(bytes, needle, from, to, 0, 0, i32.MAX_VALUE);
}

/** The first index, from `start` on, at which `needle` begins; -1 if there is none. */
export function indexOfBytes(bytes: ReadonlySlice<u8>, needle: ReadonlySlice<u8>, start: i32): i32 {
  requires(needle.length >= 1);
  const position = changetype<usize>(new StaticArray<i32>(1));
  const found = scan(bytes, needle, max(start, 0), bytes.length, position, 1, 1);
  return found > 0 ? load<i32>(position) : -1;
}

/**
 * Writes the indices at which `needle` begins to `positions`, in order, as many as there is room for. Returns how many
 * matches there are. For many workers: `countMatchesInBlocks`, `startsOfCounts`, `matchPositions`.
 */
export function findMatches(bytes: ReadonlySlice<u8>, needle: ReadonlySlice<u8>, positions: Slice<i32>): i32 {
  requires(needle.length >= 1);
  return scan(bytes, needle, 0, bytes.length, positions.dataStart, positions.length, i32.MAX_VALUE);
}

/**
 * For blocks of `blockSize` bytes: counts[b] becomes the number of matches that begin in block b, for the blocks
 * `fromBlock … toBlock`. The last block may be shorter.
 */
export function countMatchesInBlocks(
  bytes: ReadonlySlice<u8>,
  needle: ReadonlySlice<u8>,
  counts: Slice<i32>,
  blockSize: i32,
  fromBlock: i32,
  toBlock: i32,
): void {
  requires(blockSize >= 0);
  requires(needle.length >= 1);
  requires(counts.length >= toBlock);
  for (let block = fromBlock; block < toBlock; block++) {
    const from = startOfBlock(block, blockSize, bytes.length);
    counts[block] = countMatches(bytes, needle, from, from + min(blockSize, bytes.length - from));
  }
}

/** Makes of counts the places where each begins: counts[b] becomes the sum of those before it. Returns the sum of all. */
export function startsOfCounts(counts: Slice<i32>): i32 {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    counts[i] = sum;
    sum += count;
  }
  return sum;
}

/**
 * Writes the indices at which `needle` begins in the blocks `fromBlock … toBlock` of `blockSize` bytes, those of block b from
 * positions[starts[b]] on. `starts` comes from `countMatchesInBlocks` and `startsOfCounts`.
 */
export function matchPositions(
  bytes: ReadonlySlice<u8>,
  needle: ReadonlySlice<u8>,
  starts: ReadonlySlice<i32>,
  positions: Slice<i32>,
  blockSize: i32,
  fromBlock: i32,
  toBlock: i32,
): void {
  requires(blockSize >= 0);
  requires(needle.length >= 1);
  requires(starts.length >= toBlock);
  for (let block = fromBlock; block < toBlock; block++) {
    const from = startOfBlock(block, blockSize, bytes.length);
    const to = from + min(blockSize, bytes.length - from);
    const start = starts[block], room = positions.length - start;
    if (start < 0) throw new RangeError("Cannot write the positions as 'starts' must not be negative");
    const found = scan(bytes, needle, from, to, positions.dataStart + (<usize>start << 2), room, i32.MAX_VALUE);
    if (found > max(room, 0)) throw new RangeError("Cannot write the positions as 'positions' is too short for them");
  }
}

/** Where a block begins: at the end of the bytes, if there are fewer. */
// @ts-ignore: decorator
@inline
function startOfBlock(block: i32, blockSize: i32, length: i32): i32 {
  return <i32>min<i64>(<i64>block * blockSize, length);
}

/**
 * Stores the indices from `from` on, and below `to`, at which `needle` begins, at `out`, as long as there is `room`.
 * Returns how many there are, no more than `most`. Sixteen places at once are tested for the needle's first and last byte
 * (after Muła, "SIMD-friendly algorithms for substring searching").
 */
function scan(
  bytes: ReadonlySlice<u8>,
  needle: ReadonlySlice<u8>,
  from: i32,
  to: i32,
  out: usize,
  room: i32,
  most: i32,
): i32 {
  const start = bytes.dataStart, wanted = needle.dataStart;
  const lastOffset = <usize>(needle.length - 1);
  const firsts = v128.load8_splat(wanted), lasts = v128.load8_splat(wanted + lastOffset);
  let found = 0;
  let at = start + <usize>from;
  const end = start + <usize>max(min(to, bytes.length - needle.length + 1), 0);
  for (; at < end; at += 16) {
    while (at + 64 <= end && !anyOfFour(at, firsts)) at += 64;
    let hits: i32;
    if (at + 16 <= end) {
      const begins = i8x16.eq(v128.load(at), firsts), ends = i8x16.eq(v128.load(at + lastOffset), lasts);
      hits = i8x16.bitmask(v128.and(begins, ends));
    } else hits = lastHits(at, end, load<u8>(wanted), load<u8>(wanted + lastOffset), lastOffset);
    for (; hits != 0; hits &= hits - 1) {
      const place = at + <usize>ctz(hits);
      if (lastOffset > 1 && memory.compare(place + 1, wanted + 1, lastOffset - 1) != 0) continue;
      if (found < room) store<i32>(out + (<usize>found << 2), <i32>(place - start));
      if (++found == most) return found;
    }
  }
  return found;
}

/** Whether one of 64 bytes equals those of a vector. */
// @ts-ignore: decorator
@inline
function anyOfFour(at: usize, bytes: v128): bool {
  const low = v128.or(i8x16.eq(v128.load(at), bytes), i8x16.eq(v128.load(at, 16), bytes));
  const high = v128.or(i8x16.eq(v128.load(at, 32), bytes), i8x16.eq(v128.load(at, 48), bytes));
  return v128.any_true(v128.or(low, high));
}

/** A bit for each place from `at` on, and below `end`, with these first and last bytes of the needle. */
function lastHits(at: usize, end: usize, first: u8, last: u8, lastOffset: usize): i32 {
  let hits = 0;
  for (let place = at; place < end; place++) {
    const isHit = load<u8>(place) == first && load<u8>(place + lastOffset) == last;
    hits |= i32(isHit) << <i32>(place - at);
  }
  return hits;
}
