import { countByte, crc32, findMatches, indexOfInvalidUtf8, xxhash64 } from "../../kernels/text.ts";
import { filled, scrambled } from "./filled.ts";
import { elements, topic } from "./topic.ts";

const BYTES = 2 ** 22;
const LINE = "The quick brown fox jumps over the lazy dog; zwölf Boxkämpfer jagen Viktor. 敏捷的棕色狐狸\n";
const LINE_FEED = 10;

/** Checksums, searches and validation. */
export const text = topic({
  source: new URL("./text.cpp", import.meta.url),
  symbols: {
    crc32: { parameters: ["buffer", "i32"], result: "u32" },
    xxhash64: { parameters: ["buffer", "i32"], result: "u64" },
    countByte: { parameters: ["buffer", "i32", "u8"], result: "i32" },
    findByte: { parameters: ["buffer", "i32", "u8", "buffer"], result: "i32" },
    indexOfInvalidUtf8: { parameters: ["buffer", "i32"], result: "i32" },
  },
  cases(native) {
    const bytes = filled("u8", BYTES, (i) => scrambled(i) >>> 13);
    const lines = new TextEncoder().encode(LINE);
    const prose = filled("u8", BYTES - BYTES % lines.length, (i) => lines[i % lines.length]!);
    const newline = filled("u8", 1, () => LINE_FEED);
    const [places, placesToo] = [filled("i32", BYTES >> 4), filled("i32", BYTES >> 4)];
    const both = (scenario: string, atLeast: number, kernel: () => unknown, native: () => unknown) => ({
      scenario: `${scenario} of 4 MiB`,
      atLeast,
      kernel,
      native,
      check: () => {
        const [ours, theirs] = [kernel(), native()];
        if (ours !== theirs) throw new Error(`The results differ: ${ours} and ${theirs}`);
      },
    });
    return [
      both("CRC-32", 0.25, () => crc32(bytes, 0, BYTES), () => native.crc32(elements(bytes), BYTES)),
      both("xxHash64", 0.7, () => xxhash64(bytes, 0n), () => native.xxhash64(elements(bytes), BYTES)),
      both(
        "count of a byte",
        0.8,
        () => countByte(bytes, LINE_FEED, 0, BYTES),
        () => native.countByte(elements(bytes), BYTES, LINE_FEED),
      ),
      both(
        "line feeds",
        0.2, // glibc's memchr has vectors of 32 bytes
        () => findMatches(prose, newline, places),
        () => native.findByte(elements(prose), prose.length, LINE_FEED, elements(placesToo)),
      ),
      both(
        "validation of UTF-8",
        1,
        () => indexOfInvalidUtf8(prose),
        () => native.indexOfInvalidUtf8(elements(prose), prose.length),
      ),
    ];
  },
});
