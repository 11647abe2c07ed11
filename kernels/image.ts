/**
 * Images, row after row without gaps.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { grayscale } from "./image.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * using rgba = new SharedArray("u8", 4 * 640 * 480);
 * using gray = new SharedArray("f32", 640 * 480);
 * rgba.fill(100);
 * await pool.parallelFor(gray.length, grayscale, [rgba, gray]);
 * assertEquals(Math.round(gray[0]!), 100);
 * ```
 *
 * @module
 */
export * from "./generated/image.ts";
