// Prime numbers.

/** Odd numbers that are sieved at once: their flags, a byte each, stay in the first-level cache. */
const SEGMENT: u32 = 32768;
const BYTES_PER_VECTOR: usize = 16;

/**
 * How many primes there are from `from` to `to` − 1: a sieve of Eratosthenes over the odd numbers, in segments (Bays and
 * Hudson, "The segmented sieve of Eratosthenes", 1977). Combined with "sum".
 */
export function countPrimes(from: i32, to: i32): i32 {
  if (to <= 2) return 0;
  const two = from <= 2 ? 1 : 0;
  let low = <u32>max(from, 3) | 1;
  const end = <u32>to;
  if (low >= end) return two;
  const roots = <usize>(<u32>Math.sqrt(<f64>(end - 1)) + 1);
  // Flags of the odd numbers 1, 3, 5, … that may divide: number 2i + 1 is at i.
  const small = heap.alloc(roots);
  memory.fill(small, 1, roots);
  // For each odd prime up to the root: itself, and its next odd multiple's place in the segment.
  const sieving = heap.alloc(roots * 8);
  let sievingEnd = sieving;
  for (let p: u32 = 3; p < <u32>roots; p += 2) {
    if (!load<u8>(small + (p >> 1))) continue;
    for (let multiple = p * p; multiple < <u32>roots; multiple += 2 * p) store<u8>(small + (multiple >> 1), 0);
    const first = max(p * p, ((low + p - 1) / p | 1) * p);
    store<u32>(sievingEnd, p);
    store<u32>(sievingEnd, (first - low) >> 1, 4);
    sievingEnd += 8;
  }
  const flags = heap.alloc(SEGMENT);
  let total = two;
  while (low < end) {
    const size = min((end - low + 1) >> 1, SEGMENT);
    memory.fill(flags, 1, size);
    for (let at = sieving; at < sievingEnd; at += 8) {
      const p = load<u32>(at);
      let multiple = load<u32>(at, 4);
      for (; multiple < size; multiple += p) store<u8>(flags + multiple, 0);
      store<u32>(at, multiple - size, 4);
    }
    total += sumOfBytes(flags, flags + size);
    low += 2 * size;
  }
  return total;
}

function sumOfBytes(at: usize, end: usize): i32 {
  let sums = i32x4.splat(0);
  for (; at + BYTES_PER_VECTOR <= end; at += BYTES_PER_VECTOR) {
    const pairs = i16x8.extadd_pairwise_i8x16_u(v128.load(at));
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(pairs));
  }
  let total = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3);
  for (; at < end; at++) total += <i32>load<u8>(at);
  return total;
}
