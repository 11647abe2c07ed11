/** Searches against plain TypeScript. */
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import {
  countByte,
  countMatches,
  countMatchesInBlocks,
  findMatches,
  indexOfBytes,
  matchPositions,
  startsOfCounts,
} from "../../kernels/text.ts";
import { KernelError } from "../../mod.ts";
import { cuts, forEachRange } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

// Few different bytes, so that there are matches, which overlap.
const byte = fc.integer({ min: 97, max: 99 });
const haystack = fc.array(byte, { maxLength: 120 }).chain((list) =>
  fc.record({ list: fc.constant(list), borders: cuts(list.length), offset: fc.nat(15) })
);
const needles = fc.array(byte, { minLength: 1, maxLength: 4 });

/** The places where `needle` begins, overlapping ones too. */
function placesOf(list: readonly number[], needle: readonly number[]): number[] {
  return list.flatMap((_, i) =>
    i + needle.length <= list.length && needle.every((byte, k) => list[i + k] === byte) ? [i] : []
  );
}

describe("countByte()", () => {
  it("counts, however the range is cut", () => {
    fc.assert(fc.property(haystack, byte, ({ list, borders, offset }, wanted) => {
      const bytes = sharedPart("u8", list, offset);
      let count = 0;
      forEachRange(borders, (from, to) => count += countByte(bytes, wanted, from, to));
      assertEquals(count, list.filter((byte) => byte === wanted).length);
    }));
  });

  it("counts more matches than a lane of eight bits holds, and all values of a byte", () => {
    const bytes = sharedPart("u8", new Uint8Array(100_001).fill(255), 1);
    assertEquals(countByte(bytes, 255, 0, 100_001), 100_001);
    assertEquals(countByte(bytes, 127, 0, 100_001), 0);
  });
});

describe("countMatches(), findMatches(), indexOfBytes()", () => {
  it("find every match, however the range is cut", () => {
    fc.assert(fc.property(haystack, needles, ({ list, borders, offset }, wanted) => {
      const [bytes, needle] = [sharedPart("u8", list, offset), sharedPart("u8", wanted)];
      const places = placesOf(list, wanted);
      let count = 0;
      forEachRange(borders, (from, to) => count += countMatches(bytes, needle, from, to));
      assertEquals(count, places.length);

      const positions = sharedPart("i32", new Int32Array(places.length + 1).fill(-5));
      assertEquals(findMatches(bytes, needle, positions), places.length);
      assertEquals([...positions.view], [...places, -5]);

      for (const start of [-3, 0, ...borders]) {
        assertEquals(indexOfBytes(bytes, needle, start), places.find((place) => place >= start) ?? -1);
      }
    }));
  });

  it("write no more positions than there is room for", () => {
    const positions = sharedPart("i32", [-5, -5, -5]);
    const two = { ...positions, length: 2 };
    assertEquals(findMatches(sharedPart("u8", [1, 1, 1, 1]), sharedPart("u8", [1]), two), 4);
    assertEquals([...positions.view], [0, 1, -5]);
  });

  it("find a needle at the very end, and none that is longer than the text", () => {
    const bytes = sharedPart("u8", Array.from({ length: 40 }, (_, i) => i));
    assertEquals(indexOfBytes(bytes, sharedPart("u8", [37, 38, 39]), 0), 37);
    assertEquals(indexOfBytes(bytes, sharedPart("u8", [38, 39, 40]), 0), -1);
    assertEquals(indexOfBytes(sharedPart("u8", [1]), sharedPart("u8", [1, 2]), 0), -1);
    assertEquals(indexOfBytes(sharedPart("u8", []), sharedPart("u8", [1]), 0), -1);
  });

  it("refuse a needle of no bytes", () => {
    const none = sharedPart("u8", []);
    assertThrows(() => indexOfBytes(sharedPart("u8", [1]), none, 0), KernelError, "'needle' must have");
    assertThrows(() => countMatches(sharedPart("u8", [1]), none, 0, 1), KernelError, "'needle' must have");
  });
});

describe("countMatchesInBlocks(), startsOfCounts(), matchPositions()", () => {
  it("find every match block by block, in any order", () => {
    fc.assert(
      fc.property(
        haystack,
        needles,
        fc.integer({ min: 1, max: 50 }),
        ({ list, offset }, wanted, blockSize) => {
          const [bytes, needle] = [sharedPart("u8", list, offset), sharedPart("u8", wanted)];
          const blocks = Array.from({ length: Math.ceil(list.length / blockSize) }, (_, block) => block);
          const starts = sharedPart("i32", new Int32Array(blocks.length));
          for (const block of blocks.toReversed()) {
            countMatchesInBlocks(bytes, needle, starts, blockSize, block, block + 1);
          }
          const places = placesOf(list, wanted);
          assertEquals(
            [...starts.view],
            blocks.map((block) => places.filter((place) => Math.floor(place / blockSize) === block).length),
          );
          assertEquals(startsOfCounts(starts), places.length);
          const positions = sharedPart("i32", new Int32Array(places.length));
          for (const block of blocks.toReversed()) {
            matchPositions(bytes, needle, starts, positions, blockSize, block, block + 1);
          }
          assertEquals([...positions.view], places);
        },
      ),
    );
  });
});
