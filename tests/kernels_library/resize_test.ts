/** Sizes against plain TypeScript in doubles: a byte may be one off where the kernel's floats round the other way. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { resizeArea, resizeBilinear } from "../../kernels/image.ts";
import { cuts, forEachRange, scrambledBytes } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

const sizes = (most: number) =>
  fc.record({
    width: fc.integer({ min: 1, max: most }),
    height: fc.integer({ min: 1, max: most }),
    dstWidth: fc.integer({ min: 1, max: 20 }),
    dstHeight: fc.integer({ min: 1, max: 20 }),
    channels: fc.integer({ min: 1, max: 4 }),
  }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      bytes: fc.uint8Array({
        minLength: size.width * size.height * size.channels,
        maxLength: size.width * size.height * size.channels,
      }),
      borders: cuts(size.dstHeight),
    })
  );

function assertNear(got: Uint8Array, wanted: number[]): void {
  wanted.forEach((value, i) => {
    // Half a step for the rounding, and a little for the floats' own.
    assert(Math.abs(got[i]! - value) <= 0.5 + 1e-3, `At ${i}: expected ${value}, received ${got[i]}`);
  });
}

describe("resizeBilinear()", () => {
  it("interpolates between the centres of the pixels, however the rows are cut", () => {
    fc.assert(fc.property(sizes(20), ({ size, bytes, borders }) => {
      const { width, height, dstWidth, dstHeight, channels } = size;
      const src = sharedPart("u8", bytes, 1);
      const dst = sharedPart("u8", new Uint8Array(dstWidth * dstHeight * channels), 1);
      forEachRange(
        borders,
        (from, to) => resizeBilinear(src, width, height, dst, dstWidth, dstHeight, channels, from, to),
      );
      const place = (at: number, length: number, dstLength: number) =>
        Math.min(Math.max((at + 0.5) * length / dstLength - 0.5, 0), length - 1);
      const wanted = Array.from(dst.view, (_, i) => {
        const c = i % channels;
        const sx = place(Math.floor(i / channels) % dstWidth, width, dstWidth);
        const sy = place(Math.floor(i / channels / dstWidth), height, dstHeight);
        const [x, y] = [Math.floor(sx), Math.floor(sy)];
        const at = (x: number, y: number) =>
          bytes[(Math.min(y, height - 1) * width + Math.min(x, width - 1)) * channels + c]!;
        const upper = at(x, y) * (1 - sx + x) + at(x + 1, y) * (sx - x);
        const lower = at(x, y + 1) * (1 - sx + x) + at(x + 1, y + 1) * (sx - x);
        return upper * (1 - sy + y) + lower * (sy - y);
      });
      assertNear(dst.view, wanted);
    }));
  });

  it("gives the image itself at its own size", () => {
    const src = sharedPart("u8", Uint8Array.from({ length: 5 * 3 * 4 }, (_, i) => 4 * i));
    const dst = sharedPart("u8", new Uint8Array(60));
    resizeBilinear(src, 5, 3, dst, 5, 3, 4, 0, 3);
    assertEquals(dst.view, src.view);
  });
});

describe("resizeArea()", () => {
  it("gives the means of the areas, however the rows are cut", () => {
    fc.assert(fc.property(sizes(40), ({ size, bytes, borders }) => {
      const { width, height, dstWidth, dstHeight, channels } = size;
      const src = sharedPart("u8", bytes, 1);
      const dst = sharedPart("u8", new Uint8Array(dstWidth * dstHeight * channels), 1);
      forEachRange(
        borders,
        (from, to) => resizeArea(src, width, height, dst, dstWidth, dstHeight, channels, from, to),
      );
      const overlap = (place: number, at: number, per: number) =>
        Math.max(0, Math.min(place + 1, (at + 1) * per) - Math.max(place, at * per));
      const [perX, perY] = [width / dstWidth, height / dstHeight];
      const wanted = Array.from(dst.view, (_, i) => {
        const [x, y] = [Math.floor(i / channels) % dstWidth, Math.floor(i / channels / dstWidth)];
        let sum = 0;
        for (let sy = 0; sy < height; sy++) {
          for (let sx = 0; sx < width; sx++) {
            const weight = overlap(sx, x, perX) * overlap(sy, y, perY);
            sum += weight * bytes[(sy * width + sx) * channels + i % channels]!;
          }
        }
        return sum / (perX * perY);
      });
      assertNear(dst.view, wanted);
    }));
  });

  it("takes the rounded means of 2 x 2 pixels to halve an image, whatever its width", () => {
    for (let dstWidth = 1; dstWidth < 12; dstWidth++) {
      const [width, dstHeight] = [2 * dstWidth, 3];
      const bytes = scrambledBytes(width * 2 * dstHeight * 4);
      const src = sharedPart("u8", bytes, 1);
      const dst = sharedPart("u8", new Uint8Array(dstWidth * dstHeight * 4), 1);
      for (const [from, to] of [[2, 3], [0, 2]] as const) {
        resizeArea(src, width, 2 * dstHeight, dst, dstWidth, dstHeight, 4, from, to);
      }
      const at = (x: number, y: number, c: number) => bytes[(y * width + x) * 4 + c]!;
      const wanted = Array.from(dst.view, (_, i) => {
        const [x, y, c] = [
          2 * (Math.floor(i / 4) % dstWidth),
          2 * Math.floor(i / 4 / dstWidth),
          i % 4,
        ];
        return Math.round((at(x, y, c) + at(x + 1, y, c) + at(x, y + 1, c) + at(x + 1, y + 1, c)) / 4);
      });
      assertEquals([...dst.view], wanted);
    }
  });

  it("halves white to white", () => {
    const src = sharedPart("u8", new Uint8Array(64 * 64 * 3).fill(255));
    const dst = sharedPart("u8", new Uint8Array(31 * 17 * 3));
    resizeArea(src, 64, 64, dst, 31, 17, 3, 0, 17);
    assertEquals([...dst.view], Array(31 * 17 * 3).fill(255));
  });
});
