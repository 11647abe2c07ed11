/** Sobel's operator and free filters against plain TypeScript, to the bit. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { filterImage, sobel } from "../../kernels/image.ts";
import { cuts, forEachRange } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

const { fround } = Math;

const image = fc.tuple(fc.nat(40), fc.nat(12)).chain(([width, height]) =>
  fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    pixels: fc.float32Array({ minLength: width * height, maxLength: width * height }),
    offset: fc.nat(3),
    borders: cuts(height),
  })
);

describe("sobel()", () => {
  it("gives the size of the gradient with clamped edges, however the rows are cut", () => {
    fc.assert(fc.property(image, ({ width, height, pixels, offset, borders }) => {
      const src = sharedPart("f32", pixels, offset);
      const dst = sharedPart("f32", new Float32Array(pixels.length), offset);
      forEachRange(borders, (from, to) => sobel(src, dst, width, height, from, to));
      const wanted = Array.from(pixels, (_, i) => {
        const at = (dx: number, dy: number) => {
          const x = Math.min(Math.max(i % width + dx, 0), width - 1);
          return pixels[Math.min(Math.max(Math.floor(i / width) + dy, 0), height - 1) * width + x]!;
        };
        const sum = (a: number, b: number, c: number) => fround(fround(a + c) + fround(b + b));
        const gx = fround(sum(at(1, -1), at(1, 0), at(1, 1)) - sum(at(-1, -1), at(-1, 0), at(-1, 1)));
        const gy = fround(sum(at(-1, 1), at(0, 1), at(1, 1)) - sum(at(-1, -1), at(0, -1), at(1, -1)));
        return fround(Math.sqrt(fround(fround(gx * gx) + fround(gy * gy))));
      });
      assertEquals([...dst.view], wanted);
    }));
  });

  it("finds a step, and nothing in a flat image", () => {
    const src = sharedPart("f32", new Float32Array(20 * 4).map((_, i) => i % 20 < 10 ? 0 : 1));
    const dst = sharedPart("f32", new Float32Array(20 * 4).fill(-1));
    sobel(src, dst, 20, 4, 1, 3);
    const row = [...Array(9).fill(0), 4, 4, ...Array(9).fill(0)];
    assertEquals([...dst.view], [...Array(20).fill(-1), ...row, ...row, ...Array(20).fill(-1)]);
  });
});

describe("filterImage()", () => {
  const filter = fc.tuple(fc.nat(3), fc.nat(3)).chain(([a, b]) =>
    fc.record({
      columns: fc.constant(2 * a + 1),
      rows: fc.constant(2 * b + 1),
      factors: fc.float32Array({
        minLength: (2 * a + 1) * (2 * b + 1),
        maxLength: (2 * a + 1) * (2 * b + 1),
      }),
    })
  );

  it("gives the weighted sums with clamped edges, however the rows are cut", () => {
    fc.assert(
      fc.property(image, filter, ({ width, height, pixels, offset, borders }, { columns, rows, factors }) => {
        const src = sharedPart("f32", pixels, offset);
        const weights = sharedPart("f32", factors);
        const dst = sharedPart("f32", new Float32Array(pixels.length), offset);
        forEachRange(
          borders,
          (from, to) => filterImage(src, dst, weights, columns, rows, width, height, from, to),
        );
        const wanted = Array.from(pixels, (_, i) => {
          let sum = 0;
          for (let j = 0; j < rows; j++) {
            const y = Math.min(Math.max(Math.floor(i / width) + j - (rows >> 1), 0), height - 1);
            for (let k = 0; k < columns; k++) {
              const x = Math.min(Math.max(i % width + k - (columns >> 1), 0), width - 1);
              sum = fround(sum + fround(factors[j * columns + k]! * pixels[y * width + x]!));
            }
          }
          return sum;
        });
        assertEquals([...dst.view], wanted);
      }),
    );
  });
});
