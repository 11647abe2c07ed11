/**
 * Functions of numbers, to be mapped over arrays, and sums of multiples. Those with `F32` take 32-bit floats.
 *
 * @example
 * ```ts
 * import { KernelError, Pool, SharedArray } from "../mod.ts";
 * import { axpy, clamp, cube, power, square } from "./math.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * assertEquals(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
 * assertEquals(await pool.map(power, new Float64Array([1, 2, 3]), { args: [3] }), new Float64Array([1, 8, 27]));
 * assertEquals(await pool.map(clamp, [-1, 0.5, 2], { args: [0, 1] }), [0, 0.5, 1]);
 * assertEquals(cube(3), 27); // on this thread
 *
 * using xs = new SharedArray("f64", [1, 2, 3]);
 * using ys = new SharedArray("f64", [10, 20, 30]);
 * await pool.parallelFor(xs.length, axpy, [2, xs, ys]);
 * assertEquals([...ys.view], [12, 24, 36]);
 * assertThrows(() => axpy(2, xs, ys, 0, 4), KernelError, "'xs' must have at least 4 elements: received 3");
 * ```
 *
 * @module
 */
export * from "./generated/math.ts";
