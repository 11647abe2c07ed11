/** Random streams against a reference in bigints, which the published vectors vouch for. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { circleHits, randomNormal, randomUniform } from "../../kernels/stats.ts";
import { cuts, forEachRange } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

const u64 = (value: bigint) => BigInt.asUintN(64, value);
const rotateLeft = (value: bigint, by: bigint) => u64(value << by) | (value >> (64n - by));
const GAMMA = 0x9e3779b97f4a7c15n;
const BLOCK_LENGTH = 256;

function mix(state: bigint): bigint {
  state = u64((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
  state = u64((state ^ (state >> 27n)) * 0x94d049bb133111ebn);
  return state ^ (state >> 31n);
}

function* splitMix64(state: bigint): Generator<bigint, never> {
  while (true) yield mix(state = u64(state + GAMMA));
}

function* xoshiro256(state: [bigint, bigint, bigint, bigint]): Generator<bigint, never> {
  let [a, b, c, d] = state;
  while (true) {
    yield u64(rotateLeft(u64(b * 5n), 7n) * 9n);
    const shifted = u64(b << 17n);
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 45n);
  }
}

function take(count: number, numbers: Iterator<bigint, never>): bigint[] {
  return Array.from({ length: count }, () => numbers.next().value);
}

/** The word of each element. */
function words(seed: bigint, length: number): bigint[] {
  const blocks = Array.from({ length: Math.ceil(length / BLOCK_LENGTH) }, (_, block) => {
    const start = mix(u64(mix(seed) + BigInt(block + 1) * GAMMA));
    const state = take(4, splitMix64(start)) as [bigint, bigint, bigint, bigint];
    return take(BLOCK_LENGTH, xoshiro256(state));
  });
  return blocks.flat().slice(0, length);
}

const unit = (word: bigint) => Number(word >> 11n) / 2 ** 53;

const seed = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const stretch = fc.nat(1100).chain((length) => fc.tuple(fc.constant(length), cuts(length)));

describe("the reference", () => {
  it("gives the published numbers", () => {
    assertEquals(take(3, splitMix64(1234567n)), [
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
    ]);
    assertEquals(take(4, xoshiro256([1n, 2n, 3n, 4n])), [11520n, 0n, 1509978240n, 1215971899390074240n]);
  });
});

describe("randomUniform()", () => {
  it("gives each element its own number, however the range is cut", () => {
    fc.assert(
      fc.property(seed, stretch, (seed, [length, borders]) => {
        const out = sharedPart("f64", new Float64Array(length).fill(NaN), 1);
        forEachRange(borders, (from, to) => randomUniform(out, seed, -2, 3, from, to));
        assertEquals([...out.view], words(seed, length).map((word) => -2 + 5 * unit(word)));
      }),
      { numRuns: 30 },
    );
  });

  it("is uniform: its mean and variance are near those of [0, 1), and all tenths are hit alike", () => {
    const out = sharedPart("f64", new Float64Array(100_000));
    randomUniform(out, 7n, 0, 1, 0, 100_000);
    const mean = out.view.reduce((sum, x) => sum + x, 0) / out.length;
    assertAlmostEquals(mean, 0.5, 0.005);
    assertAlmostEquals(out.view.reduce((sum, x) => sum + (x - mean) ** 2, 0) / out.length, 1 / 12, 0.002);
    const tenths = Array<number>(10).fill(0);
    for (const x of out.view) tenths[Math.floor(10 * x)]!++;
    assert(tenths.every((count) => Math.abs(count - 10_000) < 500), tenths.join());
  });
});

describe("randomNormal()", () => {
  it("gives each element its own number, however the range is cut", () => {
    fc.assert(
      fc.property(seed, stretch, (seed, [length, borders]) => {
        const out = sharedPart("f64", new Float64Array(length).fill(NaN), 1);
        forEachRange(borders, (from, to) => randomNormal(out, seed, 10, 2, from, to));
        const sources = words(seed, length + 1).map(unit);
        out.view.forEach((value, i) => {
          const [u, v] = [sources[i & ~1]!, sources[i | 1]!];
          const radius = Math.sqrt(-2 * Math.log(1 - u));
          const wanted = 10 + 2 * radius * (i % 2 === 0 ? Math.cos : Math.sin)(2 * Math.PI * v);
          assertAlmostEquals(value, wanted, 1e-12);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("is normal: mean, deviation and the shares within one and two deviations", () => {
    const out = sharedPart("f64", new Float64Array(100_000));
    randomNormal(out, 3n, 0, 1, 0, 100_000);
    const share = (most: number) => out.view.filter((x) => Math.abs(x) <= most).length / out.length;
    assertAlmostEquals(out.view.reduce((sum, x) => sum + x, 0) / out.length, 0, 0.02);
    assertAlmostEquals(out.view.reduce((sum, x) => sum + x * x, 0) / out.length, 1, 0.03);
    assertAlmostEquals(share(1), 0.6827, 0.01);
    assertAlmostEquals(share(2), 0.9545, 0.005);
  });
});

describe("circleHits()", () => {
  it("counts the points in the circle, however the range is cut", () => {
    fc.assert(
      fc.property(seed, stretch, (seed, [length, borders]) => {
        let hits = 0;
        forEachRange(borders, (from, to) => hits += circleHits(seed, from, to));
        const wanted = words(seed, length).filter((word) => {
          const [x, y] = [word >> 33n, (word >> 2n) & 0x7fffffffn];
          return x * x + y * y < 1n << 62n;
        });
        assertEquals(hits, wanted.length);
      }),
      { numRuns: 30 },
    );
  });

  it("tends to pi", () => {
    assertAlmostEquals(4 * circleHits(1n, 0, 2_000_000) / 2_000_000, Math.PI, 0.005);
  });

  it("counts up to the last index of all", () => {
    const last = 2 ** 31 - 1;
    assertEquals(circleHits(1n, last, last), 0);
    const hits = circleHits(1n, last - 1000, last);
    assertEquals(hits, circleHits(1n, last - 1000, last - 300) + circleHits(1n, last - 300, last));
    assert(hits > 700 && hits < 870, String(hits));
  });
});
