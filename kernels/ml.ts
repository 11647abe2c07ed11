/**
 * Learning from rows of numbers: distances, k-means, linear and logistic regression.
 *
 * Sums over many rows go through slots: workers sum blocks of rows, each into its own slot of `partials`, and one call adds the
 * slots up in their order. Nothing is written twice at once, and the result does not depend on the number of workers.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { kmeansAssign, kmeansUpdate } from "./ml.ts";
 * import { assertEquals } from "@std/assert";
 *
 * // Points of two dimensions in two clumps, around (0, 0) and (10, 10).
 * const [dimensions, blockSize, rows] = [2, 256, 1000];
 * using points = new SharedArray("f64", Array.from({ length: 2 * rows }, (_, i) => (i % 4 < 2 ? 0 : 10) + (i % 7) / 7));
 * using centres = new SharedArray("f64", [1, 2, 3, 4]);
 * using labels = new SharedArray("i32", rows);
 * const blocks = Math.ceil(rows / blockSize);
 * using partials = new SharedArray("f64", blocks * ((dimensions + 1) * 2 + 1));
 *
 * await using pool = new Pool(2);
 * for (let step = 0; step < 5; step++) {
 *   await pool.parallelFor(blocks, kmeansAssign, [points, centres, labels, partials, dimensions, blockSize]);
 *   kmeansUpdate(partials, centres, dimensions);
 * }
 * assertEquals([...centres].map(Math.floor), [0, 0, 10, 10]);
 * ```
 *
 * @module
 */
export * from "./generated/ml.ts";
