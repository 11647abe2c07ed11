/**
 * Counts, order statistics, and random numbers.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { circleHits, histogram, quantile, randomNormal } from "./stats.ts";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * using heights = new SharedArray("f64", 100_000);
 * await pool.parallelFor(heights.length, randomNormal, [heights, 42n, 170, 8]); // seed, mean, deviation
 * assert(Math.abs(quantile(heights, 0.5) - 170) < 0.2);
 *
 * using counts = new SharedArray("u32", 20);
 * await pool.parallelFor(heights.length, histogram, [heights, counts, 0, 400]);
 * assertEquals(counts.view.reduce((sum, count) => sum + count), 100_000);
 *
 * const pi = 4 * circleHits(1n, 0, 1_000_000) / 1_000_000;
 * assert(Math.abs(pi - Math.PI) < 0.01);
 * ```
 *
 * @module
 */
export * from "./generated/stats/random.ts";
export * from "./generated/stats/stats.ts";
