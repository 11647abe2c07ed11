/** Kernels whose ranges meet: what workers do at once must be what one does alone. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { binomialColumns, binomialRows, mandelbrot } from "../../kernels/image.ts";
import { histogram, histogramBytes, randomNormal } from "../../kernels/stats.ts";
import { countMatchesInBlocks, findMatches, matchPositions, startsOfCounts } from "../../kernels/text.ts";
import { Pool, SharedArray } from "../../mod.ts";
import { scrambledBytes } from "./random.ts";

const ROUNDS = 20;

describe("on a pool of 4 workers", () => {
  it("histograms lose no count", async () => {
    await using pool = new Pool(4);
    using bytes = new SharedArray("u8", scrambledBytes(400_000));
    using values = new SharedArray("f64", Float64Array.from(bytes.view));
    using counts = new SharedArray("u32", 256);
    using alone = new SharedArray("u32", 256);
    histogramBytes(bytes, alone, 0, bytes.length);
    for (let round = 0; round < ROUNDS; round++) {
      counts.fill(0);
      await pool.parallelFor(bytes.length, histogramBytes, [bytes, counts]);
      assertEquals(counts.view, alone.view);
    }
    counts.fill(0);
    await pool.parallelFor(values.length, histogram, [values, counts, 0, 256]);
    assertEquals(counts.view, alone.view);
  });

  it("random numbers are those of one worker", async () => {
    await using one = new Pool(1);
    await using four = new Pool(4);
    using a = new SharedArray("f64", 100_003);
    using b = new SharedArray("f64", 100_003);
    await one.parallelFor(a.length, randomNormal, [a, 9n, 0, 1]);
    await four.parallelFor(b.length, randomNormal, [b, 9n, 0, 1]);
    assertEquals(a.view, b.view);
  });

  it("pictures are those of one call", async () => {
    await using pool = new Pool(4);
    const [width, height] = [333, 257];
    using counts = new SharedArray("u16", width * height);
    using alone = new SharedArray("u16", width * height);
    const view = [width, height, -2, -1.25, 0.5, 1.25, 100] as const;
    mandelbrot(alone, ...view, 0, height);
    await pool.parallelFor(height, mandelbrot, [counts, ...view]);
    assertEquals(counts.view, alone.view);

    using image = new SharedArray("u8", scrambledBytes(width * height));
    using sums = new SharedArray("u16", width * height);
    using blurred = new SharedArray("u8", width * height);
    using blurredAlone = new SharedArray("u8", width * height);
    binomialRows(image, sums, width, 0, height);
    binomialColumns(sums, blurredAlone, width, height, 0, height);
    sums.fill(0);
    await pool.parallelFor(height, binomialRows, [image, sums, width]);
    await pool.parallelFor(height, binomialColumns, [sums, blurred, width, height]);
    assertEquals(blurred.view, blurredAlone.view);
  });

  it("searches in blocks find what one search finds", async () => {
    await using pool = new Pool(4);
    using bytes = new SharedArray("u8", scrambledBytes(300_001).map((byte) => byte & 3));
    using needle = new SharedArray("u8", [1, 2]);
    using wanted = new SharedArray("i32", bytes.length);
    const total = findMatches(bytes, needle, wanted);
    const blockSize = 10_000;
    using starts = new SharedArray("i32", Math.ceil(bytes.length / blockSize));
    await pool.parallelFor(starts.length, countMatchesInBlocks, [bytes, needle, starts, blockSize]);
    assertEquals(startsOfCounts(starts), total);
    using positions = new SharedArray("i32", total);
    await pool.parallelFor(starts.length, matchPositions, [bytes, needle, starts, positions, blockSize]);
    assertEquals(positions.view, wanted.view.subarray(0, total));
  });
});
