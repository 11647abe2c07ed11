/**
 * Matrix products with fused multiplication and addition. They are faster than those of `linalg.ts`, but their last digits can
 * differ from one machine to another, and they need an engine with WebAssembly's "relaxed SIMD": Deno and Node 22 have it.
 * Where it is missing, the first call throws a `WebAssembly.CompileError`.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { matmulFused } from "./linalg_fused.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * using a = new SharedArray("f64", [1, 2, 3, 4]);
 * using square = new SharedArray("f64", 4);
 * await pool.parallelFor(2, matmulFused, [a, a, square, 2, 2]);
 * assertEquals([...square.view], [7, 10, 15, 22]);
 * ```
 *
 * @module
 */
export * from "./generated/linalg_fused.ts";
