import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { joinBands } from "../../examples/sky/join_bands.ts";
import { labelBand } from "../../examples/sky/label_band.ts";
import { findRoot, type Forest, SKY } from "../../examples/sky/union_find.ts";

describe("labelBand() and joinBands()", () => {
  it("find what a flood fill finds, for any picture and any bands", () => {
    const picture = fc.integer({ min: 1, max: 24 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        rows: fc.array(fc.array(fc.boolean(), { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 24,
        }),
        heights: fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      })
    );
    fc.assert(
      fc.property(picture, ({ width, rows, heights }) => {
        const values = Float32Array.from(rows.flat(), Number);
        const forest = label(values, width, rows.length, () => heights.next().value);
        assertEquals([...forest.keys()].map((i) => rootOf(forest, i)), floodFill(values, width));
      }),
      { numRuns: 500 },
    );
  });

  it("count a spiral over many bands once", () => {
    const size = 101;
    const values = spiral(size);
    const forest = label(values, size, size, () => 4);
    assertEquals(rootsOf(forest), [0]);
    assertEquals(values.reduce((a, b) => a + b), forest.filter((parent) => parent !== SKY).length);
  });

  it("count a U once, though its arms meet in the last band only", () => {
    const values = new Float32Array(20 * 60);
    for (let y = 5; y < 60; y++) values[20 * y + 3] = values[20 * y + 16] = 1;
    values.fill(1, 20 * 59 + 3, 20 * 59 + 17);
    assertEquals(rootsOf(label(values, 20, 60, () => 7)), [5 * 20 + 3]);
  });

  it("take for sky what is at the threshold, or is no number", () => {
    assertEquals([...label(Float32Array.of(0, 0.5, NaN, 1), 4, 1, () => 1)], [SKY, SKY, SKY, 3]);
  });

  function label(values: Float32Array, width: number, height: number, bandHeight: () => number): Forest {
    const forest: Forest = new Int32Array(values.length).fill(-99);
    const firstRows: number[] = [];
    for (let from = 0, to = 0; from < height; from = to) {
      to = Math.min(from + bandHeight(), height);
      firstRows.push(from);
      labelBand(values, 0.5, forest, width, from, to);
    }
    joinBands(forest, width, firstRows);
    return forest;
  }

  function rootOf(forest: Forest, pixel: number): number {
    return forest[pixel] === SKY ? SKY : findRoot(forest, pixel);
  }

  function rootsOf(forest: Forest): number[] {
    return [...new Set([...forest.keys()].map((i) => rootOf(forest, i)))].filter((root) => root !== SKY);
  }

  /** The first pixel of each pixel's part: `SKY` outside of any. */
  function floodFill(values: Float32Array, width: number): number[] {
    const first: number[] = Array(values.length).fill(SKY);
    for (const start of values.keys()) {
      const open = [start];
      for (let i = open.pop(); i !== undefined; i = open.pop()) {
        if (!(values[i]! > 0.5) || first[i] !== SKY) continue;
        first[i] = start;
        for (const dy of [-width, 0, width]) {
          for (const dx of [-1, 0, 1]) {
            const x = i % width + dx;
            if (x >= 0 && x < width && values[i + dy + dx] !== undefined) open.push(i + dy + dx);
          }
        }
      }
    }
    return first;
  }

  /** A line that winds inwards from the top left corner, with one empty pixel between its turns. */
  function spiral(size: number): Float32Array {
    const values = new Float32Array(size * size);
    let [x, y, dx, dy] = [0, 0, 1, 0];
    values[0] = 1;
    for (let length = size - 1, turn = 0; length > 0; turn++) {
      for (let step = 0; step < length; step++) values[(y += dy) * size + (x += dx)] = 1;
      [dx, dy] = [-dy, dx];
      if (turn >= 2 && turn % 2 === 0) length -= 2;
    }
    return values;
  }
});
