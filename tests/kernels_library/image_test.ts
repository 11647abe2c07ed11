/** Colours and blurs against plain TypeScript, to the bit. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import {
  binomialColumns,
  binomialRows,
  blurColumns,
  blurRows,
  grayscale,
  grayscaleBytes,
} from "../../kernels/image.ts";
import { cuts, forEachRange, scrambledBytes } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

const { fround } = Math;

const pixels = fc.nat(70).chain((count) =>
  fc.record({
    rgba: fc.uint8Array({ minLength: 4 * count, maxLength: 4 * count }),
    borders: cuts(count),
    offset: fc.nat(3),
  })
);

describe("grayscale()", () => {
  it("gives the luma of every pixel, however the range is cut", () => {
    fc.assert(fc.property(pixels, ({ rgba, borders, offset }) => {
      const src = sharedPart("u8", rgba, offset);
      const gray = sharedPart("f32", Array<number>(rgba.length / 4).fill(-1), offset);
      forEachRange(borders, (from, to) => grayscale(src, gray, from, to));
      assertEquals([...gray.view], Array.from(gray.view, (_, i) => luma(rgba, i)));
    }));
  });

  it("leaves what is outside its range", () => {
    const src = sharedPart("u8", scrambledBytes(4 * 31));
    const gray = sharedPart("f32", Array<number>(31).fill(-1), 1);
    grayscale(src, gray, 5, 23);
    assertEquals([...gray.view.subarray(0, 5)], Array(5).fill(-1));
    assertEquals([...gray.view.subarray(23)], Array(8).fill(-1));
  });
});

function luma(rgba: Uint8Array, pixel: number): number {
  const [red, green, blue] = colours(rgba, pixel);
  const redGreen = fround(fround(fround(0.2126) * red) + fround(fround(0.7152) * green));
  return fround(redGreen + fround(fround(0.0722) * blue));
}

const colours = (rgba: Uint8Array, pixel: number) =>
  [...rgba.subarray(4 * pixel, 4 * pixel + 3)] as [red: number, green: number, blue: number];

describe("grayscaleBytes()", () => {
  it("gives the luma of every pixel, however the range is cut", () => {
    fc.assert(fc.property(pixels, ({ rgba, borders, offset }) => {
      const src = sharedPart("u8", rgba, offset);
      const gray = sharedPart("u8", new Uint8Array(rgba.length / 4), offset);
      forEachRange(borders, (from, to) => grayscaleBytes(src, gray, from, to));
      const wanted = Array.from(gray.view, (_, i) => {
        const [red, green, blue] = colours(rgba, i);
        return (54 * red + 183 * green + 19 * blue + 128) >> 8;
      });
      assertEquals([...gray.view], wanted);
    }));
  });

  it("leaves black black, white white, and what is outside its range as it was", () => {
    const src = sharedPart("u8", new Uint8Array(4 * 40).map((_, i) => i < 80 ? 0 : 255));
    const gray = sharedPart("u8", new Uint8Array(40).fill(7));
    grayscaleBytes(src, gray, 2, 37);
    assertEquals([...gray.view], [7, 7, ...Array(18).fill(0), ...Array(17).fill(255), 7, 7, 7]);
  });
});

const SIZES = [[0, 0], [1, 1], [1, 7], [7, 1], [2, 3], [5, 5], [9, 4], [17, 6], [33, 3]] as const;

describe("blurRows(), blurColumns()", () => {
  for (const radius of [0, 1, 2, 4]) {
    it(`give the sums with clamped edges, also of NaN and infinities, when the radius is ${radius}`, () => {
      for (const [width, height] of SIZES) {
        const image = [...scrambledBytes(width * height)].map((byte) => fround(byte / 3 - 40));
        if (image.length > 4) image.splice(1, 3, NaN, Infinity, -0);
        const src = sharedPart("f32", image, radius);
        const weights = sharedPart("f32", Array.from({ length: 2 * radius + 1 }, (_, k) => 0.1 + k / 7), 1);
        const [from, to] = [Math.min(1, height), height];
        const blur = (sample: (x: number, y: number, offset: number) => number) =>
          image.map((_, i) => {
            const [x, y] = [i % width, Math.floor(i / width)];
            if (y < from) return -1;
            return weights.view.reduce(
              (sum, weight, k) => fround(sum + fround(weight * sample(x, y, k - radius))),
              0,
            );
          });
        const at = clamped(src.view, width, height);

        const rows = sharedPart("f32", Array<number>(image.length).fill(-1));
        blurRows(src, rows, weights, radius, width, from, to);
        assertEquals([...rows.view], blur((x, y, offset) => at(x + offset, y)), `rows of ${width}×${height}`);

        const columns = sharedPart("f32", Array<number>(image.length).fill(-1));
        blurColumns(src, columns, weights, radius, width, height, from, to);
        const wanted = blur((x, y, offset) => at(x, y + offset));
        assertEquals([...columns.view], wanted, `columns of ${width}×${height}`);
      }
    });
  }
});

describe("binomialRows(), binomialColumns()", () => {
  const image = fc.tuple(fc.nat(50), fc.nat(80)).chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      bytes: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
      offset: fc.nat(5),
      borders: fc.tuple(cuts(height), cuts(height)),
    })
  );

  it("give the blur 1-4-6-4-1 with clamped edges, however the rows are cut", () => {
    fc.assert(fc.property(image, ({ width, height, bytes, offset, borders: [rowCuts, columnCuts] }) => {
      const src = sharedPart("u8", bytes, offset);
      const sums = sharedPart("u16", new Uint16Array(bytes.length), offset);
      const dst = sharedPart("u8", new Uint8Array(bytes.length), offset);
      forEachRange(rowCuts, (from, to) => binomialRows(src, sums, width, from, to));
      const at = clamped(bytes, width, height);
      const wantedSums = bytes.reduce<number[]>((list, _, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        list.push(weighted((offset) => at(x + offset, y)));
        return list;
      }, []);
      assertEquals([...sums.view], wantedSums);

      forEachRange(columnCuts, (from, to) => binomialColumns(sums, dst, width, height, from, to));
      const sumAt = clamped(wantedSums, width, height);
      assertEquals(
        [...dst.view],
        wantedSums.map((_, i) => {
          const [x, y] = [i % width, Math.floor(i / width)];
          return (weighted((offset) => sumAt(x, y + offset)) + 128) >> 8;
        }),
      );
    }));
  });

  it("leave white white, and what is outside their range as it was", () => {
    const src = sharedPart("u8", new Uint8Array(40 * 5).fill(255));
    const sums = sharedPart("u16", new Uint16Array(40 * 5).fill(9));
    binomialRows(src, sums, 40, 1, 4);
    assertEquals([...sums.view], [...Array(40).fill(9), ...Array(120).fill(4080), ...Array(40).fill(9)]);
    sums.view.fill(4080);
    const dst = sharedPart("u8", new Uint8Array(40 * 5).fill(9));
    binomialColumns(sums, dst, 40, 5, 1, 4);
    assertEquals([...dst.view], [...Array(40).fill(9), ...Array(120).fill(255), ...Array(40).fill(9)]);
  });
});

const weighted = (sample: (offset: number) => number) =>
  sample(-2) + 4 * sample(-1) + 6 * sample(0) + 4 * sample(1) + sample(2);

function clamped(image: ArrayLike<number>, width: number, height: number): (x: number, y: number) => number {
  const clamp = (place: number, count: number) => Math.min(Math.max(place, 0), count - 1);
  return (x, y) => image[clamp(y, height) * width + clamp(x, width)]!;
}
