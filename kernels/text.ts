/**
 * Bytes and UTF-8: checksums, hashes, searches and validation.
 *
 * @example
 * ```ts
 * import { Pool, SharedArray } from "../mod.ts";
 * import { countMatchesInBlocks, crc32, indexOfInvalidUtf8, matchPositions, startsOfCounts } from "./text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * using digits = new SharedArray("u8", new TextEncoder().encode("123456789"));
 * assertEquals(crc32(digits, 0, digits.length), 0xcbf43926);
 *
 * using text = new SharedArray("u8", new TextEncoder().encode("one\ntwo\nthree\n".repeat(10_000)));
 * assertEquals(indexOfInvalidUtf8(text), -1);
 *
 * // The places of all line feeds, found by all workers: count in each block, give each block its place, write.
 * await using pool = new Pool(2);
 * const blockSize = 16_384;
 * using newline = new SharedArray("u8", [10]);
 * using starts = new SharedArray("i32", Math.ceil(text.length / blockSize));
 * await pool.parallelFor(starts.length, countMatchesInBlocks, [text, newline, starts, blockSize]);
 * using lineEnds = new SharedArray("i32", startsOfCounts(starts));
 * await pool.parallelFor(starts.length, matchPositions, [text, newline, starts, lineEnds, blockSize]);
 * assertEquals([lineEnds.length, lineEnds[0], lineEnds[1]], [30_000, 3, 7]);
 * ```
 *
 * @module
 */
export * from "./generated/text/hash.ts";
export * from "./generated/text/search.ts";
export * from "./generated/text/utf8.ts";
