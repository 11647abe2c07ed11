/**
 * Images, row after row without gaps: colours, blurs, filters, sizes, and the Mandelbrot set.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { binomialColumns, binomialRows, grayscaleBytes } from "./image.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [width, height] = [640, 480];
 * await using pool = new Pool(2);
 * using rgba = new SharedArray("u8", 4 * width * height);
 * using gray = new SharedArray("u8", width * height);
 * rgba.fill(100);
 * await pool.parallelFor(gray.length, grayscaleBytes, [rgba, gray]); // a range of pixels
 *
 * using sums = new SharedArray("u16", width * height);
 * using blurred = new SharedArray("u8", width * height);
 * await pool.parallelFor(height, binomialRows, [gray, sums, width]); // a range of rows
 * await pool.parallelFor(height, binomialColumns, [sums, blurred, width, height]);
 * assertEquals(blurred[0], 100);
 * ```
 *
 * @module
 */
export * from "./generated/image/filters.ts";
export * from "./generated/image/image.ts";
export * from "./generated/image/mandelbrot.ts";
export * from "./generated/image/resize.ts";
