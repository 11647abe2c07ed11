import {
  countByte,
  countMatches,
  countMatchesInBlocks,
  crc32,
  crc32Combine,
  findMatches,
  indexOfBytes,
  indexOfInvalidUtf8,
  matchPositions,
  startsOfCounts,
  validUtf8Length,
  xor,
  xxhash32,
  xxhash64,
} from "../../kernels/text.ts";
import { filled, scrambled } from "./filled.ts";
import { elements, map, sameElements, topic } from "./topic.ts";

const BYTES = 2 ** 22;
const LINE = "The quick brown fox jumps over the lazy dog; zwölf Boxkämpfer jagen Viktor. 敏捷的棕色狐狸\n";
const LINE_FEED = 10;
const WORD = "Viktor";
const BLOCK = 65_536;
const CHECKSUMS = 10_000;
const MAP = { parameters: ["buffer", "buffer", "i32", "u32", "f64"], result: "void" } as const;

/** Checksums, searches and validation. */
export const text = topic({
  source: new URL("./text.cpp", import.meta.url),
  symbols: {
    crc32: { parameters: ["buffer", "i32"], result: "u32" },
    xxhash64: { parameters: ["buffer", "i32"], result: "u64" },
    xxhash32: { parameters: ["buffer", "i32"], result: "u32" },
    exclusiveOr: MAP,
    crc32Combine: MAP,
    countMatches: { parameters: ["buffer", "i32", "buffer", "i32"], result: "i32" },
    indexOfBytes: { parameters: ["buffer", "i32", "buffer", "i32"], result: "i32" },
    countMatchesInBlocks: {
      parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32"],
      result: "void",
    },
    matchPositions: {
      parameters: ["buffer", "i32", "buffer", "i32", "buffer", "buffer", "i32"],
      result: "void",
    },
    startsOfCounts: { parameters: ["buffer", "i32"], result: "i32" },
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
    const both = (
      scenario: string,
      atLeast: number | undefined,
      kernel: () => unknown,
      native: () => unknown,
    ) => ({
      scenario: `${scenario} of 4 MiB`,
      ...atLeast === undefined ? {} : { atLeast },
      kernel,
      native,
      check: () => {
        const [ours, theirs] = [kernel(), native()];
        if (ours !== theirs) throw new Error(`The results differ: ${ours} and ${theirs}`);
      },
    });
    const word = filled("u8", WORD.length, (i) => WORD.charCodeAt(i));
    const absent = filled("u8", WORD.length, (i) => "Victor".charCodeAt(i));
    const blocks = Math.ceil(prose.length / BLOCK);
    const [counts, countsToo] = [filled("i32", blocks), filled("i32", blocks)];
    const many = filled("i32", 1_000_000, (i) => i % 10);
    const [starts, startsToo] = [filled("i32", many.length), filled("i32", many.length)];
    const wordStarts = filled("i32", blocks);
    countMatchesInBlocks(prose, word, wordStarts, BLOCK, 0, blocks);
    startsOfCounts(wordStarts);
    const [words, wordsToo] = [filled("i32", BYTES >> 4), filled("i32", BYTES >> 4)];
    const mapped = (
      scenario: string,
      length: number,
      kernel: typeof xor | typeof crc32Combine,
      run: typeof native.exclusiveOr,
      constants: [number, number?],
    ) => {
      const numbers = filled("u32", length, scrambled);
      const [ours, theirs] = [filled("u32", length), filled("u32", length)];
      return {
        scenario,
        kernel: () => map(kernel, numbers, ours, constants as number[]),
        native: () => run(elements(numbers), elements(theirs), length, constants[0], constants[1] ?? 0),
        check: () => sameElements(ours, theirs, 0),
      };
    };
    return [
      mapped("exclusive or of 1e6 u32", 1_000_000, xor, native.exclusiveOr, [0xdeadbeef]),
      mapped(
        "1e4 CRC-32s combined with that of 1e6 bytes",
        CHECKSUMS,
        crc32Combine,
        native.crc32Combine,
        [0xdeadbeef, 1e6],
      ),
      both("xxHash32", undefined, () => xxhash32(bytes, 0), () => native.xxhash32(elements(bytes), BYTES)),
      both(
        "count of a word",
        undefined,
        () => countMatches(prose, word, 0, prose.length),
        () => native.countMatches(elements(prose), prose.length, elements(word), word.length),
      ),
      both(
        "vain search",
        undefined,
        () => indexOfBytes(prose, absent, 0),
        () => native.indexOfBytes(elements(prose), prose.length, elements(absent), absent.length),
      ),
      {
        scenario: "count of a word, by blocks of 64 KiB, of 4 MiB",
        kernel: () => countMatchesInBlocks(prose, word, counts, BLOCK, 0, blocks),
        native: () =>
          native.countMatchesInBlocks(
            elements(prose),
            prose.length,
            elements(word),
            word.length,
            elements(countsToo),
            BLOCK,
          ),
        check: () => sameElements(counts, countsToo, 0),
      },
      {
        scenario: "places of a word, by blocks of 64 KiB, of 4 MiB",
        kernel: () => matchPositions(prose, word, wordStarts, words, BLOCK, 0, blocks),
        native: () =>
          native.matchPositions(
            elements(prose),
            prose.length,
            elements(word),
            word.length,
            elements(wordStarts),
            elements(wordsToo),
            BLOCK,
          ),
        check: () => sameElements(words, wordsToo, 0),
      },
      {
        scenario: "running sums of 1e6 i32",
        kernel: () => {
          starts.view.set(many.view);
          return startsOfCounts(starts);
        },
        native: () => {
          startsToo.view.set(many.view);
          return native.startsOfCounts(elements(startsToo), startsToo.length);
        },
        check: () => sameElements(starts, startsToo, 0),
      },
      {
        scenario: "length of valid UTF-8 of 4 MiB",
        kernel: () => validUtf8Length(prose, 0, prose.length),
        native: () => {
          const place = native.indexOfInvalidUtf8(elements(prose), prose.length);
          return place === -1 ? prose.length : place;
        },
      },
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
