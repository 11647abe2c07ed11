/**
 * One number out of an array: sums, extremes, means, scalar products. The reducers take a part `from … to` of it.
 *
 * @example
 * ```ts
 * import { SharedArray } from "../mod.ts";
 * import { argmin, combineArgmin, max, mean, sum, variance } from "./reduce.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using xs = new SharedArray("f64", [3, 1, 4, 1, 5]);
 * assertEquals(sum(xs, 0, xs.length), 14);
 * assertEquals(max(xs, 0, 3), 4);
 * assertEquals([mean(xs), variance(xs, 0)], [2.8, 2.56]);
 * // What two parts give is combined into what the whole gives.
 * assertEquals(combineArgmin(xs, argmin(xs, 0, 3), argmin(xs, 3, 5)), 1);
 * ```
 *
 * @module
 */
export * from "./generated/reduce.ts";
