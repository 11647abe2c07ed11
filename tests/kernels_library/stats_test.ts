/** Counts and quantiles against plain TypeScript. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { histogram, histogramBytes, histogramF32, quantile, quantiles } from "../../kernels/stats.ts";
import { KernelError } from "../../mod.ts";
import { cuts, forEachRange, scrambledBytes } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

function countedBytes(bytes: Uint8Array): number[] {
  const counts = Array<number>(256).fill(0);
  for (const byte of bytes) counts[byte]!++;
  return counts;
}

describe("histogramBytes()", () => {
  it("adds up the counts of every byte, however the range is cut", () => {
    const input = fc.uint8Array({ maxLength: 200 }).chain((bytes) =>
      fc.tuple(fc.constant(bytes), cuts(bytes.length), fc.nat(9))
    );
    fc.assert(fc.property(input, ([bytes, borders, offset]) => {
      const counts = sharedPart("u32", Array(256).fill(1));
      const src = sharedPart("u8", bytes, offset);
      forEachRange(borders, (from, to) => histogramBytes(src, counts, from, to));
      assertEquals([...counts.view], countedBytes(bytes).map((count) => count + 1));
    }));
  });

  it("counts long ranges of any length and alignment", () => {
    const bytes = scrambledBytes(300_011);
    const src = sharedPart("u8", bytes, 3);
    for (const [from, to] of [[0, 300_011], [1, 131_073], [5, 131_077], [7, 299_999]] as const) {
      const counts = sharedPart("u32", new Uint32Array(256));
      histogramBytes(src, counts, from, to);
      assertEquals([...counts.view], countedBytes(bytes.subarray(from, to)));
    }
  });

  it("refuses too few counters", () => {
    const counts = sharedPart("u32", new Uint32Array(255));
    assertThrows(
      () => histogramBytes(sharedPart("u8", [1]), counts, 0, 1),
      KernelError,
      "'counts' must have at least 256 elements",
    );
  });
});

describe("histogram(), histogramF32()", () => {
  const edge = fc.double({ min: -100, max: 100, noNaN: true });
  const values = fc.array(fc.oneof(edge, fc.integer({ min: -100, max: 100 }), fc.double()), {
    maxLength: 60,
  });

  it("count what lies in each bin, however the range is cut", () => {
    fc.assert(
      fc.property(
        values.chain((list) => fc.tuple(fc.constant(list), cuts(list.length))),
        fc.tuple(edge, edge).filter(([a, b]) => a !== b && (1 / (b - a)) !== Infinity),
        fc.integer({ min: 1, max: 12 }),
        ([list, borders], edges, bins) => {
          const [lo, hi] = edges.sort((a, b) => a - b);
          const scale = bins / (hi - lo);
          fc.pre(scale < Infinity);
          const wanted = (list: Iterable<number>) => {
            const counts = Array<number>(bins).fill(0);
            for (const x of list) {
              if (x >= lo && x <= hi) counts[Math.min(Math.trunc((x - lo) * scale), bins - 1)]!++;
            }
            return counts;
          };
          const doubles = sharedPart("f64", list, 1);
          const counts = sharedPart("u32", new Uint32Array(bins));
          forEachRange(borders, (from, to) => histogram(doubles, counts, lo, hi, from, to));
          assertEquals([...counts.view], wanted(list));

          const floats = sharedPart("f32", list, 1);
          const floatCounts = sharedPart("u32", new Uint32Array(bins));
          forEachRange(borders, (from, to) => histogramF32(floats, floatCounts, lo, hi, from, to));
          assertEquals([...floatCounts.view], wanted(floats.view));
        },
      ),
    );
  });

  it("refuse edges that make no bins", () => {
    const counts = sharedPart("u32", new Uint32Array(3));
    for (const [lo, hi] of [[1, 1], [2, 1], [NaN, 1], [0, NaN], [0, Infinity], [-Infinity, 0]] as const) {
      assertThrows(() => histogram(sharedPart("f64", [1]), counts, lo, hi, 0, 1), KernelError, "'lo'");
    }
    const none = sharedPart("u32", []);
    assertThrows(
      () => histogramF32(sharedPart("f32", [1]), none, 0, 1, 0, 1),
      KernelError,
      "'counts' must have at least 1",
    );
  });
});

describe("quantile(), quantiles()", () => {
  const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true }), fc.constant(-0));
  const probability = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true }));

  function reference(values: readonly number[], probability: number): number {
    const sorted = Float64Array.from(values).sort();
    const place = probability * (sorted.length - 1);
    const [lower, upper] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    const part = place - Math.floor(place);
    return part === 0 || lower === upper ? lower : (1 - part) * lower + part * upper;
  }

  it("give the order statistics and what lies between them, and leave the values alone", () => {
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 1, maxLength: 50 }),
        fc.array(probability, { maxLength: 5 }),
        (list, places) => {
          const values = sharedPart("f64", list, 1);
          const probabilities = sharedPart("f64", places, 1);
          const out = sharedPart("f64", new Float64Array(places.length));
          quantiles(values, probabilities, out);
          const wanted = places.map((place) => reference(list, place));
          assertEquals([...out.view], wanted);
          assertEquals(places.map((place) => quantile(values, place)), wanted);
          assertEquals([...values.view], list);
        },
      ),
    );
  });

  it("select from many values", () => {
    const list = Array.from(scrambledBytes(40_000), (byte, i) => (byte - 128) * 2 ** (i % 37) / (i + 1));
    const values = sharedPart("f64", list);
    for (const place of [0, 0.001, 0.25, 0.5, 0.77, 1]) {
      assertEquals(quantile(values, place), reference(list, place));
    }
  });

  it("are NaN if a value is", () => {
    const out = sharedPart("f64", [1, 1]);
    quantiles(sharedPart("f64", [1, NaN, 2]), sharedPart("f64", [0, 1]), out);
    assert(out.view.every(Number.isNaN));
  });

  it("refuse no values, and probabilities that are none", () => {
    assertThrows(() => quantile(sharedPart("f64", []), 0.5), KernelError, "'values' must have at least 1");
    for (const place of [-0.1, 1.1, NaN]) {
      assertThrows(() => quantile(sharedPart("f64", [1]), place), KernelError, "from 0 to 1");
    }
  });
});
