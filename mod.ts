/**
 * Python's `multiprocessing` for Deno, on worker threads that share one WebAssembly memory.
 *
 * @example
 * ```ts
 * import { Pool } from "./mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * assertEquals(await pool.map((n: number) => n * n, [1, 2, 3, 4, 5]), [1, 4, 9, 16, 25]);
 * ```
 *
 * @module
 */
export * from "./engine/pool/pool.ts";
export * from "./engine/pool/async_result.ts";
export * from "./engine/shared/shared_array.ts";
export { kernels } from "./kernels/generated/kernels.ts";
