/** Validation of UTF-8 against TextDecoder, which is the platform's own. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { indexOfInvalidUtf8, validUtf8Length } from "../../kernels/text.ts";
import { cuts, forEachRange } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

/** The longest beginning that decodes, where what is cut off begins no character. */
function validLength(bytes: Uint8Array): number {
  const decodes = (length: number) => {
    try {
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.slice(0, length));
      return true;
    } catch {
      return false;
    }
  };
  let length = bytes.length;
  while (!decodes(length)) length--;
  return length;
}

// Around the borders of what may follow a lead.
const SECONDS = [0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xe0, 0xf0, 0xff];

const text = fc.string({ unit: "binary", maxLength: 60 }).map((text) => new TextEncoder().encode(text));
const edge = fc.constantFrom(...[
  0,
  0x7f,
  0x80,
  0xbf,
  0xc0,
  0xc1,
  0xc2,
  0xdf,
  0xe0,
  0xe1,
  0xed,
  0xef,
  0xf0,
  0xf4,
  0xf5,
  0xff,
]);
const damaged = fc.tuple(text, fc.array(fc.tuple(fc.nat(200), fc.oneof(edge, fc.nat(255))), { maxLength: 2 }))
  .map(([bytes, changes]) => {
    const copy = bytes.slice();
    for (const [place, byte] of changes) if (place < copy.length) copy[place] = byte;
    return copy;
  });
const input = fc.oneof(text, damaged, fc.array(edge, { maxLength: 6 }).map((list) => Uint8Array.from(list)));

describe("indexOfInvalidUtf8(), validUtf8Length()", () => {
  it("find where UTF-8 ends, in one go and in parts of which the least counts", () => {
    fc.assert(
      fc.property(
        input.chain((bytes) => fc.tuple(fc.constant(bytes), cuts(bytes.length), fc.nat(15))),
        ([bytes, borders, offset]) => {
          const src = sharedPart("u8", bytes, offset);
          const wanted = validLength(bytes);
          assertEquals(indexOfInvalidUtf8(src), wanted === bytes.length ? -1 : wanted, bytes.toHex());
          let least = bytes.length;
          forEachRange(borders, (from, to) => least = Math.min(least, validUtf8Length(src, from, to)));
          assertEquals(least, wanted, `${bytes.toHex()} cut at ${borders}`);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("know every character, and what two and three bytes are none", () => {
    const characters = sharedPart("u8", new Uint8Array(4));
    for (let point = 0; point < 0x110000; point += 61) {
      if (point >= 0xd800 && point < 0xe000) continue;
      const { written } = new TextEncoder().encodeInto(
        String.fromCodePoint(point),
        characters.view.subarray(0) as Uint8Array,
      );
      assertEquals(indexOfInvalidUtf8({ ...characters, length: written }), -1, point.toString(16));
    }
    const bytes = sharedPart("u8", new Uint8Array(3));
    for (let first = 0x80; first < 0x100; first++) {
      for (const second of SECONDS) {
        bytes.view.set([first, second, 0x80]);
        for (const length of [2, 3]) {
          const wanted = validLength(bytes.view.slice(0, length));
          const got = validUtf8Length({ ...bytes, length }, 0, length);
          assertEquals(got, wanted, `${first.toString(16)} ${second.toString(16)}`);
        }
      }
    }
  });

  it("know them wherever they lie in a vector", () => {
    const bytes = sharedPart("u8", new Uint8Array(53), 1);
    for (const third of [0x41, 0x80]) {
      for (let first = 0x80; first < 0x100; first++) {
        for (const second of SECONDS) {
          const sequence = [first, second, third, third];
          const alone = sharedPart("u8", [...sequence, 0x41]);
          const wanted = indexOfInvalidUtf8(alone);
          for (const place of [0, 12, 13, 14, 15, 16, 29, 48]) {
            bytes.view.fill(0x41).set(sequence, place);
            const got = indexOfInvalidUtf8(bytes);
            assertEquals(
              got,
              wanted < 0 ? -1 : place + wanted,
              `${sequence.map((byte) => byte.toString(16))} at ${place}`,
            );
          }
        }
      }
    }
  });

  it("find one bad byte in a long text", () => {
    const bytes = sharedPart("u8", new Uint8Array(10_000).fill(97));
    assertEquals(indexOfInvalidUtf8(bytes), -1);
    for (const place of [0, 15, 16, 5001, 9999]) {
      bytes.view[place] = 0xff;
      assertEquals(indexOfInvalidUtf8(bytes), place);
      bytes.view[place] = 97;
    }
  });
});
