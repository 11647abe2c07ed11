/**
 * Sorting: on one thread with `sort`, or with a pool: sort as many runs as there are workers, then merge neighbours until one
 * run is left. All workers share each merge.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { argsort, mergeRuns, sort, sortRuns } from "./sort.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using few = new SharedArray("f64", [3, NaN, -1]);
 * using order = new SharedArray("i32", 3);
 * argsort(few, order);
 * assertEquals([...order.view], [2, 0, 1]);
 * sort(few);
 * assertEquals([...few.view], [-1, 3, NaN]);
 *
 * const processes = 2;
 * await using pool = new Pool(processes);
 * using xs = new SharedArray("f64", Array.from({ length: 1001 }, (_, i) => i * 7919 % 1001));
 * using spare = new SharedArray("f64", xs.length);
 * let run = Math.ceil(xs.length / processes);
 * await pool.parallelFor(processes, sortRuns, [xs, run], { chunkSize: 1 });
 * let [sorted, other] = [xs, spare];
 * for (; run < xs.length; run *= 2) {
 *   await pool.parallelFor(xs.length, mergeRuns, [sorted, other, run]);
 *   [sorted, other] = [other, sorted];
 * }
 * assertEquals([...sorted.view], [...Array(1001).keys()]);
 * ```
 *
 * @module
 */
export * from "./generated/sort.ts";
