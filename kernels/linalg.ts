/**
 * Linear algebra on dense matrices, row after row without gaps. Those with `F32` take 32-bit floats.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { cholesky, choleskySolve, matmul, transpose } from "./linalg.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * using a = new SharedArray("f64", [1, 2, 3, 4, 5, 6]); // 2 rows of 3
 * using b = new SharedArray("f64", 6); // 3 rows of 2
 * using c = new SharedArray("f64", 4);
 * transpose(a, b, 2, 3, 0, 2);
 * await pool.parallelFor(2, matmul, [a, b, c, 3, 2]);
 * assertEquals([...c.view], [14, 32, 32, 77]);
 *
 * using x = new SharedArray("f64", [46, 109]);
 * cholesky(c, 2);
 * choleskySolve(c, x); // c·x = (46, 109)
 * assertEquals([...x.view].map(Math.round), [1, 1]);
 * ```
 *
 * @module
 */
export * from "./generated/linalg.ts";
