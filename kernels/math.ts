/**
 * Functions of numbers, to be mapped over arrays.
 *
 * @example
 * ```ts
 * import { Pool } from "../mod.ts";
 * import { cube, power, square } from "./math.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * assertEquals(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
 * assertEquals(await pool.map(power, new Float64Array([1, 2, 3]), { args: [3] }), new Float64Array([1, 8, 27]));
 * assertEquals(cube(3), 27); // on this thread
 * ```
 *
 * @module
 */
export * from "./generated/math.ts";
