// Checksums and hashes of bytes.
import { ReadonlySlice, requires } from "multicore";

// CRC-32 as in IEEE 802.3, zlib and PNG: polynomials over GF(2), the lowest power in the highest bit.
const POLYNOMIAL: u32 = 0xedb8_8320;
const ONE: u32 = 0x8000_0000;
const X_TO_8: u32 = 0x0080_0000;

const LANES: usize = 16;

// One table for each of sixteen bytes at once ("slicing-by-16", after Kounavis & Berry 2005, "A systematic approach to building
// high performance software-based CRC generators"). Each instance makes its own when it starts.
const TABLES = crcTables();

function crcTables(): usize {
  const tables = changetype<usize>(new StaticArray<u32>(16 * 256));
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
    store<u32>(tables + (<usize>byte << 2), crc);
  }
  for (let entry: usize = 1 << 10; entry < LANES << 10; entry += 4) {
    const before = load<u32>(tables + entry - 1024);
    store<u32>(tables + entry, (before >> 8) ^ load<u32>(tables + ((before & 0xff) << 2)));
  }
  return tables;
}

/**
 * The CRC-32 (IEEE 802.3, as in zlib and PNG) of `bytes`, or what the range `from … to` has in it: the parts of disjoint ranges
 * that cover all bytes give the whole when `xor` combines them. So `crc32(bytes, 0, bytes.length)` is the checksum.
 */
export function crc32(bytes: ReadonlySlice<u8>, from: i32, to: i32): u32 {
  requires(bytes.length >= to);
  if (from >= to) return 0;
  const isFirst = from == 0;
  const crc = crcOf(bytes.dataStart + <usize>from, bytes.dataStart + <usize>to, isFirst ? 0xffff_ffff : 0);
  // A CRC is linear: what follows the range moves its share up by eight powers of x for each byte.
  return times(crc, power(X_TO_8, <u64>(bytes.length - to))) ^ (isFirst ? 0xffff_ffff : 0);
}

/** a xor b: combines the parts of a `crc32`. */
export function xor(a: u32, b: u32): u32 {
  return a ^ b;
}

/** The CRC-32 of two texts in a row, from that of the first, that of the second, and the second's number of bytes. */
export function crc32Combine(first: u32, second: u32, secondLength: f64): u32 {
  return times(first, power(X_TO_8, <u64>secondLength)) ^ second;
}

function crcOf(at: usize, end: usize, crc: u32): u32 {
  const tables = TABLES;
  for (; at + LANES <= end; at += LANES) {
    const a = load<u32>(at) ^ crc, b = load<u32>(at, 4), c = load<u32>(at, 8), d = load<u32>(at, 12);
    crc = fourBytes(tables + (12 << 10), a) ^ fourBytes(tables + (8 << 10), b) ^
      fourBytes(tables + (4 << 10), c) ^ fourBytes(tables, d);
  }
  for (; at < end; at++) crc = (crc >> 8) ^ load<u32>(tables + (<usize>((crc ^ load<u8>(at)) & 0xff) << 2));
  return crc;
}

/** What four bytes add to the remainder; `tables` is that of the last of them. */
// @ts-ignore: decorator
@inline
function fourBytes(tables: usize, word: u32): u32 {
  return load<u32>(tables + ((word << 2) & 0x3fc), 3 << 10) ^ load<u32>(tables + ((word >> 6) & 0x3fc), 2 << 10) ^
    load<u32>(tables + ((word >> 14) & 0x3fc), 1 << 10) ^ load<u32>(tables + ((word >> 22) & 0x3fc));
}

/** a·b modulo the polynomial. */
function times(a: u32, b: u32): u32 {
  let product: u32 = 0;
  for (; a != 0; a <<= 1) {
    if (a & ONE) product ^= b;
    b = (b >> 1) ^ (b & 1 ? POLYNOMIAL : 0);
  }
  return product;
}

/** base to the power of n, modulo the polynomial. */
function power(base: u32, n: u64): u32 {
  let result = ONE;
  for (; n != 0; n >>= 1) {
    if (n & 1) result = times(result, base);
    base = times(base, base);
  }
  return result;
}

// The primes of xxHash (specification 0.1.1, Collet).
const PRIME32_1: u32 = 0x9e37_79b1;
const PRIME32_2: u32 = 0x85eb_ca77;
const PRIME32_3: u32 = 0xc2b2_ae3d;
const PRIME32_4: u32 = 0x27d4_eb2f;
const PRIME32_5: u32 = 0x1656_67b1;
const PRIME64_1: u64 = 0x9e37_79b1_85eb_ca87;
const PRIME64_2: u64 = 0xc2b2_ae3d_27d4_eb4f;
const PRIME64_3: u64 = 0x1656_67b1_9e37_79f9;
const PRIME64_4: u64 = 0x85eb_ca77_c2b2_ae63;
const PRIME64_5: u64 = 0x27d4_eb2f_1656_67c5;

/** The 32-bit xxHash of all bytes (XXH32 of Collet's specification). */
export function xxhash32(bytes: ReadonlySlice<u8>, seed: u32): u32 {
  let at = bytes.dataStart;
  const end = at + <usize>bytes.length;
  let hash = seed + PRIME32_5;
  if (bytes.length >= 16) {
    let a = seed + PRIME32_1 + PRIME32_2, b = seed + PRIME32_2, c = seed, d = seed - PRIME32_1;
    for (; at + 16 <= end; at += 16) {
      a = round32(a, load<u32>(at));
      b = round32(b, load<u32>(at, 4));
      c = round32(c, load<u32>(at, 8));
      d = round32(d, load<u32>(at, 12));
    }
    hash = rotl<u32>(a, 1) + rotl<u32>(b, 7) + rotl<u32>(c, 12) + rotl<u32>(d, 18);
  }
  hash += <u32>bytes.length;
  for (; at + 4 <= end; at += 4) hash = rotl<u32>(hash + load<u32>(at) * PRIME32_3, 17) * PRIME32_4;
  for (; at < end; at++) hash = rotl<u32>(hash + <u32>load<u8>(at) * PRIME32_5, 11) * PRIME32_1;
  hash = (hash ^ (hash >> 15)) * PRIME32_2;
  hash = (hash ^ (hash >> 13)) * PRIME32_3;
  return hash ^ (hash >> 16);
}

// @ts-ignore: decorator
@inline
function round32(lane: u32, word: u32): u32 {
  return rotl<u32>(lane + word * PRIME32_2, 13) * PRIME32_1;
}

/** The 64-bit xxHash of all bytes (XXH64 of Collet's specification). */
export function xxhash64(bytes: ReadonlySlice<u8>, seed: u64): u64 {
  let at = bytes.dataStart;
  const end = at + <usize>bytes.length;
  let hash = seed + PRIME64_5;
  if (bytes.length >= 32) {
    let a = seed + PRIME64_1 + PRIME64_2, b = seed + PRIME64_2, c = seed, d = seed - PRIME64_1;
    for (; at + 32 <= end; at += 32) {
      a = round64(a, load<u64>(at));
      b = round64(b, load<u64>(at, 8));
      c = round64(c, load<u64>(at, 16));
      d = round64(d, load<u64>(at, 24));
    }
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = merged(merged(merged(merged(hash, a), b), c), d);
  }
  hash += <u64>bytes.length;
  for (; at + 8 <= end; at += 8) hash = rotl<u64>(hash ^ round64(0, load<u64>(at)), 27) * PRIME64_1 + PRIME64_4;
  for (; at + 4 <= end; at += 4) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(at) * PRIME64_1), 23) * PRIME64_2 + PRIME64_3;
  }
  for (; at < end; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * PRIME64_5), 11) * PRIME64_1;
  hash = (hash ^ (hash >> 33)) * PRIME64_2;
  hash = (hash ^ (hash >> 29)) * PRIME64_3;
  return hash ^ (hash >> 32);
}

// @ts-ignore: decorator
@inline
function round64(lane: u64, word: u64): u64 {
  return rotl<u64>(lane + word * PRIME64_2, 31) * PRIME64_1;
}

// @ts-ignore: decorator
@inline
function merged(hash: u64, lane: u64): u64 {
  return (hash ^ round64(0, lane)) * PRIME64_1 + PRIME64_4;
}
