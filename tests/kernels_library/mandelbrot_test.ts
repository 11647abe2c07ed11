import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { mandelbrot } from "../../kernels/image.ts";
import { cuts, forEachRange } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

function escapeTime(cr: number, ci: number, most: number): number {
  let [zr, zi, count] = [0, 0, 0];
  while (count < most && zr * zr + zi * zi <= 4) {
    [zr, zi] = [zr * zr - zi * zi + cr, 2 * (zr * zi) + ci];
    count++;
  }
  return count;
}

describe("mandelbrot()", () => {
  const place = fc.double({ min: -3, max: 3, noNaN: true });
  const size = fc.tuple(fc.nat(19), fc.nat(9));

  it("counts as plain TypeScript does, for every size and limit, however the rows are cut", () => {
    fc.assert(
      fc.property(
        size.chain(([width, height]) => fc.tuple(fc.constant(width), fc.constant(height), cuts(height))),
        fc.tuple(place, place, place, place),
        fc.nat(130),
        ([width, height, borders], [left, top, right, bottom], most) => {
          const counts = sharedPart("u16", new Uint16Array(width * height).fill(9), 1);
          forEachRange(
            borders,
            (from, to) => mandelbrot(counts, width, height, left, top, right, bottom, most, from, to),
          );
          const [dx, dy] = [(right - left) / width, (bottom - top) / height];
          const wanted = Array.from(
            counts.view,
            (_, i) => escapeTime(left + dx * (i % width), top + dy * Math.floor(i / width), most),
          );
          assertEquals([...counts.view], wanted);
        },
      ),
    );
  });

  it("knows points inside, outside and on the border", () => {
    const counts = sharedPart("u16", new Uint16Array(4));
    mandelbrot(counts, 4, 1, -2, 0, 6, 0, 1000, 0, 1); // c = -2, 0, 2, 4
    assertEquals([...counts.view], [1000, 1000, 2, 1]);
  });
});
