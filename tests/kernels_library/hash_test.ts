/** Checksums and hashes against the standards' vectors and plain TypeScript. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { crc32 as zlibCrc32 } from "node:zlib";
import fc from "npm:fast-check@4.10.2";
import { crc32, crc32Combine, xor, xxhash32, xxhash64 } from "../../kernels/text.ts";
import { cuts, forEachRange, scrambledBytes } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

const ascii = (text: string) => sharedPart("u8", new TextEncoder().encode(text));

const bytesAndCuts = fc.uint8Array({ maxLength: 150 }).chain((bytes) =>
  fc.tuple(fc.constant(bytes), cuts(bytes.length), fc.nat(16))
);

describe("crc32()", () => {
  it("gives the check values of the standard", () => {
    for (
      const [text, crc] of [
        ["", 0],
        ["a", 0xe8b7be43],
        ["123456789", 0xcbf43926],
        ["The quick brown fox jumps over the lazy dog", 0x414fa339],
      ] as const
    ) {
      assertEquals(crc32(ascii(text), 0, text.length), crc, text);
    }
  });

  it("gives what zlib gives, in one go and in parts that xor combines", () => {
    fc.assert(fc.property(bytesAndCuts, ([bytes, borders, offset]) => {
      const src = sharedPart("u8", bytes, offset);
      assertEquals(crc32(src, 0, bytes.length), zlibCrc32(bytes));
      let parts = 0;
      forEachRange(borders, (from, to) => parts = xor(parts, crc32(src, from, to)));
      assertEquals(parts, zlibCrc32(bytes));
    }));
  });

  it("gives what zlib gives for a megabyte", () => {
    const bytes = scrambledBytes(1_000_003);
    assertEquals(crc32(sharedPart("u8", bytes, 1), 0, bytes.length), zlibCrc32(bytes));
  });
});

describe("crc32Combine()", () => {
  it("gives the checksum of two texts in a row", () => {
    fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
      const both = zlibCrc32(new Uint8Array([...first, ...second]));
      assertEquals(crc32Combine(zlibCrc32(first), zlibCrc32(second), second.length), both);
    }));
  });

  it("takes lengths that no memory has", () => {
    // Appending 2³³ zeros, in two ways.
    const [crc, zeros] = [0xcbf43926, 2 ** 32];
    const zerosCrc = (length: number) => xor(crc32Combine(0xffffffff, 0, length), 0xffffffff);
    const once = crc32Combine(crc, zerosCrc(2 * zeros), 2 * zeros);
    const twice = crc32Combine(crc32Combine(crc, zerosCrc(zeros), zeros), zerosCrc(zeros), zeros);
    assertEquals(once, twice);
    assertEquals(zerosCrc(1_000), zlibCrc32(new Uint8Array(1_000)));
  });
});

describe("xxhash32()", () => {
  it("gives the published values", () => {
    for (const [text, hash] of [["", 0x02cc5d05], ["a", 0x550d7456], ["abc", 0x32d153ff]] as const) {
      assertEquals(xxhash32(ascii(text), 0), hash, text);
    }
  });

  it("gives what the specification says", () => {
    fc.assert(fc.property(bytesAndCuts, fc.nat(2 ** 32 - 1), ([bytes, , offset], seed) => {
      assertEquals(
        xxhash32(sharedPart("u8", bytes, offset), seed),
        Number(specified(bytes, BigInt(seed), XXH32)),
      );
    }));
  });
});

describe("xxhash64()", () => {
  it("gives the published values", () => {
    for (
      const [text, hash] of [
        ["", 0xef46db3751d8e999n],
        ["a", 0xd24ec4f1a98c6e5bn],
        ["abc", 0x44bc2cf5ad770999n],
      ] as const
    ) {
      assertEquals(xxhash64(ascii(text), 0n), hash, text);
    }
  });

  it("gives what the specification says", () => {
    fc.assert(
      fc.property(bytesAndCuts, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), ([bytes, , offset], seed) => {
        assertEquals(xxhash64(sharedPart("u8", bytes, offset), seed), specified(bytes, seed, XXH64));
      }),
    );
  });
});

/** What differs between the two hashes. */
interface Variant {
  readonly bits: bigint;
  readonly primes: readonly [bigint, bigint, bigint, bigint, bigint];
  readonly roundTurn: bigint;
  /** Shifts and primes of the end. */
  readonly avalanche: readonly [bigint, bigint, bigint];
}

const XXH32: Variant = {
  bits: 32n,
  primes: [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn, 0x27d4eb2fn, 0x165667b1n],
  roundTurn: 13n,
  avalanche: [15n, 13n, 16n],
};
const XXH64: Variant = {
  bits: 64n,
  primes: [
    0x9e3779b185ebca87n,
    0xc2b2ae3d27d4eb4fn,
    0x165667b19e3779f9n,
    0x85ebca77c2b2ae63n,
    0x27d4eb2f165667c5n,
  ],
  roundTurn: 31n,
  avalanche: [33n, 29n, 32n],
};

/** Collet's specification, word for word, in bigints. */
function specified(bytes: Uint8Array, seed: bigint, { bits, primes, roundTurn, avalanche }: Variant): bigint {
  const [p1, p2, p3, p4, p5] = primes;
  const word = Number(bits) / 8;
  const wrap = (value: bigint) => BigInt.asUintN(Number(bits), value);
  const rotate = (value: bigint, by: bigint) => wrap(value << by) | (value >> (bits - by));
  const read = (at: number, size: number) =>
    [...bytes.subarray(at, at + size)].reduceRight((value, byte) => value << 8n | BigInt(byte), 0n);
  const round = (lane: bigint, value: bigint) => wrap(rotate(wrap(lane + value * p2), roundTurn) * p1);
  let at = 0;
  let hash = wrap(seed + p5);
  if (bytes.length >= 4 * word) {
    const lanes = [wrap(seed + p1 + p2), wrap(seed + p2), seed, wrap(seed - p1)];
    for (; at + 4 * word <= bytes.length; at += 4 * word) {
      lanes.forEach((lane, i) => lanes[i] = round(lane, read(at + i * word, word)));
    }
    hash = wrap([1n, 7n, 12n, 18n].reduce((sum, turn, i) => sum + rotate(lanes[i]!, turn), 0n));
    if (bits === 64n) { for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * p1 + p4); }
  }
  hash = wrap(hash + BigInt(bytes.length));
  if (bits === 64n) {
    for (; at + 8 <= bytes.length; at += 8) hash = wrap(rotate(hash ^ round(0n, read(at, 8)), 27n) * p1 + p4);
    for (; at + 4 <= bytes.length; at += 4) {
      hash = wrap(rotate(hash ^ wrap(read(at, 4) * p1), 23n) * p2 + p3);
    }
    for (; at < bytes.length; at++) hash = wrap(rotate(hash ^ wrap(read(at, 1) * p5), 11n) * p1);
  } else {
    for (; at + 4 <= bytes.length; at += 4) hash = wrap(rotate(wrap(hash + read(at, 4) * p3), 17n) * p4);
    for (; at < bytes.length; at++) hash = wrap(rotate(wrap(hash + read(at, 1) * p5), 11n) * p1);
  }
  hash = wrap((hash ^ (hash >> avalanche[0])) * p2);
  hash = wrap((hash ^ (hash >> avalanche[1])) * p3);
  return hash ^ (hash >> avalanche[2]);
}
