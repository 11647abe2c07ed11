/** The steps of the search for objects, each on plain typed arrays. `sky_test.ts` runs them together, on a pool. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { encode as encodePng, type ImageData } from "npm:fast-png@8.0.0";
import { annotate } from "../../examples/sky/annotate.ts";
import { catalogue } from "../../examples/sky/catalogue.ts";
import { clippedStatistics } from "../../examples/sky/clipped_statistics.ts";
import { decodePicture } from "../../examples/sky/decode_picture.ts";
import { joinBands } from "../../examples/sky/join_bands.ts";
import { labelBand } from "../../examples/sky/label_band.ts";
import { measureBand } from "../../examples/sky/measure_band.ts";
import { measureCells } from "../../examples/sky/measure_cells.ts";
import { mendLevels } from "../../examples/sky/mend_levels.ts";
import { meshFor } from "../../examples/sky/mesh.ts";
import { blurColumns, blurRows, gaussianWeights, grayscale } from "../../examples/sky/pixels.ts";
import { readSettings } from "../../examples/sky/read_settings.ts";
import { subtractBackground } from "../../examples/sky/subtract_background.ts";
import { findRoot, type Forest, SKY } from "../../examples/sky/union_find.ts";
import { gaussian, generator } from "./synthetic_sky.ts";

const HUBBLE = new URL("../../examples/data/hubble_deep_field.jpg", import.meta.url);

describe("decodePicture()", () => {
  it("decodes a JPEG", async () => {
    const { width, height, rgba } = decodePicture(await Deno.readFile(HUBBLE));
    assertEquals([width, height, rgba.length], [1000, 872, 4 * 1000 * 872]);
  });

  const formats: [string, ImageData, number[]][] = [
    ["RGBA", { ...flat([10, 20, 30, 255]), channels: 4 }, [10, 20, 30, 255]],
    ["RGB", { ...flat([10, 20, 30]), channels: 3 }, [10, 20, 30, 255]],
    ["gray", { ...flat([77]), channels: 1 }, [77, 77, 77, 255]],
    ["gray with alpha", { ...flat([100, 51]), channels: 2 }, [20, 20, 20, 255]],
    ["half transparent", { ...flat([100, 50, 200, 51]), channels: 4 }, [20, 10, 40, 255]],
    ["16-bit", { ...flat([0x1234, 0x5678, 0x9abc], Uint16Array), channels: 3, depth: 16 }, [
      0x12,
      0x56,
      0x9a,
      255,
    ]],
    ["1-bit", { width: 3, height: 1, data: Uint8Array.of(0b1110_0000), channels: 1, depth: 1 }, [
      255,
      255,
      255,
      255,
    ]],
    ["4-bit", { width: 2, height: 1, data: Uint8Array.of(0x33), channels: 1, depth: 4 }, [51, 51, 51, 255]],
  ];
  for (const [name, image, pixel] of formats) {
    it(`decodes a PNG that is ${name}`, () => {
      const { width, height, rgba } = decodePicture(encodePng(image));
      assertEquals([width, height], [image.width, image.height]);
      assertEquals([...rgba], Array(width * height).fill(pixel).flat());
    });
  }

  it("decodes a PNG with a palette", () => {
    const palette = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
    const image = {
      width: 3,
      height: 1,
      data: Uint8Array.of(2, 0, 1),
      channels: 1,
      depth: 8,
      palette,
    } as const;
    assertEquals([...decodePicture(encodePng(image)).rgba], [7, 8, 9, 255, 1, 2, 3, 255, 4, 5, 6, 255]);
  });

  it("refuses what is neither JPEG nor PNG, and shows how it starts", () => {
    const error = assertThrows(() => decodePicture(new TextEncoder().encode("GIF89a...")), TypeError);
    assertEquals(
      error.message,
      'Cannot decode the picture as it is neither JPEG nor PNG: received "47 49 46 38 39 61 2e 2e"',
    );
    assertThrows(() => decodePicture(new Uint8Array()), TypeError, 'received ""');
  });

  it("refuses a broken file", async () => {
    const jpeg = await Deno.readFile(HUBBLE);
    const png = encodePng({ width: 2, height: 2, data: new Uint8Array(16), channels: 4 });
    const spoilt = png.slice();
    spoilt[45]! ^= 0xff;
    for (
      const bytes of [jpeg.subarray(0, 1000), jpeg.subarray(0, jpeg.length / 2), png.subarray(0, 40), spoilt]
    ) {
      assertThrows(
        () => decodePicture(bytes),
        TypeError,
        "Cannot decode the picture as the file is broken: ",
      );
    }
  });
});

describe("grayscale()", () => {
  it("weighs the colours as the eye does, in its own part only", () => {
    const rgba = Uint8Array.of(255, 255, 255, 0, 100, 0, 0, 0, 0, 100, 0, 0, 0, 0, 100, 0);
    const gray = new Float32Array(4);
    grayscale(rgba, gray, 1, 4);
    assertEquals([...gray].map((level) => Math.round(100 * level) / 100), [0, 21.26, 71.52, 7.22]);
    grayscale(rgba, gray, 0, 1);
    assertAlmostEquals(gray[0]!, 255, 1e-4);
  });
});

describe("clippedStatistics()", () => {
  it("finds the sky's level and noise under bright outliers", () => {
    const random = generator(5);
    const samples = Float32Array.from({ length: 4000 }, () => 12 + 3 * gaussian(random));
    for (let i = 0; i < 400; i++) samples[10 * i] = 50 + 200 * random();
    const { median, sigma } = clippedStatistics(samples);
    assertAlmostEquals(median, 12, 0.3);
    assertAlmostEquals(sigma, 3, 0.3);
  });

  it("takes any samples", () => {
    assertEquals(clippedStatistics(Float32Array.of(7)), { median: 7, sigma: 0 });
    assertEquals(clippedStatistics(Float32Array.of(7, 9)), { median: 8, sigma: 1 });
    assertEquals(clippedStatistics(new Float32Array(100).fill(0.1)).sigma < 1e-6, true);
  });
});

describe("the background", () => {
  const width = 300;
  const height = 200;
  const plane = (x: number, y: number) => 10 + 0.02 * x + 0.03 * y;

  it("of a slope is measured and taken away, but for half a cell at the edges", () => {
    const gray = measured(plane);
    for (let y = 40; y < 160; y++) {
      for (let x = 40; x < 260; x++) assertAlmostEquals(gray[y * width + x]!, 0, 0.1);
    }
  });

  it("does not follow an object that fills a cell", () => {
    const inObject = (x: number, y: number) => Math.hypot(x - 150, y - 100) < 45;
    const gray = measured((x, y) => inObject(x, y) ? 200 : 10);
    assertAlmostEquals(gray[100 * width + 150]!, 190, 1);
  });

  it("of a constant picture leaves exactly nothing", () => {
    assertEquals(new Set(measured(() => 41.3)), new Set([0]));
  });

  function measured(level: (x: number, y: number) => number): Float32Array {
    const mesh = meshFor(width, height);
    const gray = Float32Array.from(
      { length: width * height },
      (_, i) => level(i % width, Math.floor(i / width)),
    );
    const levels = new Float32Array(mesh.columns * mesh.rows);
    const noises = new Float32Array(mesh.columns * mesh.rows);
    for (let row = 0; row < mesh.rows; row++) measureCells(gray, mesh, row, levels, noises);
    mendLevels(levels, mesh, 2);
    for (let y = 0; y < height; y += 30) subtractBackground(gray, mesh, levels, y, Math.min(y + 30, height));
    return gray;
  }
});

describe("the blur", () => {
  it("is a weighted mean, clamped at the edges, whatever the bands", () => {
    const size = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.integer({ min: 0, max: 5 }),
        fc.integer(),
        (w, h, band, radius, seed) => {
          const random = generator(seed);
          const src = Float32Array.from({ length: w * h }, () => 100 * random());
          const weights = gaussianWeights(1.5, radius);
          const half = new Float32Array(w * h);
          const dst = new Float32Array(w * h);
          for (let y = 0; y < h; y += band) {
            blurRows(
              src,
              half,
              weights,
              radius,
              w,
              y,
              Math.min(y + band, h),
            );
          }
          for (let y = 0; y < h; y += band) {
            blurColumns(
              half,
              dst,
              weights,
              radius,
              w,
              h,
              y,
              Math.min(y + band, h),
            );
          }
          for (let i = 0; i < dst.length; i++) {
            assertAlmostEquals(dst[i]!, weightedMean(src, weights, radius, w, h, i), 1e-3);
          }
        },
      ),
    );
  });

  it("keeps the flux of a point", () => {
    const src = new Float32Array(15 * 15);
    src[7 * 15 + 7] = 1000;
    const half = new Float32Array(src.length);
    const dst = new Float32Array(src.length);
    const weights = gaussianWeights(1, 3);
    blurRows(src, half, weights, 3, 15, 0, 15);
    blurColumns(half, dst, weights, 3, 15, 15, 0, 15);
    assertAlmostEquals(dst.reduce((a, b) => a + b), 1000, 0.01);
  });

  function weightedMean(
    src: Float32Array,
    weights: Float32Array,
    radius: number,
    w: number,
    h: number,
    i: number,
  ) {
    const clamp = (at: number, length: number) => Math.min(Math.max(at, 0), length - 1);
    let sum = 0;
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const from = clamp(Math.floor(i / w) + dy, h) * w + clamp(i % w + dx, w);
        sum += weights[dy + radius]! * weights[dx + radius]! * src[from]!;
      }
    }
    return sum;
  }
});

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

describe("measureBand() and catalogue()", () => {
  const width = 8;
  const signal = Float32Array.from({ length: 8 * width }, (_, i) => i % 7);

  it("add up the parts of an object over its bands", () => {
    const forest: Forest = new Int32Array(signal.length).fill(SKY);
    // A bar two pixels wide, in rows 1 to 6.
    for (let y = 1; y < 7; y++) forest[8 * y + 3] = forest[8 * y + 4] = 8 + 3;
    const even = new Float32Array(signal.length).fill(2);
    const tables = [[0, 3], [3, 4], [4, 8]].map(([from, to]) =>
      measureBand(signal, even, forest, width, from!, to!)
    );
    const [object, ...others] = catalogue(tables, 1);
    assertEquals(others, []);
    const inside = [...signal].filter((_, i) => forest[i] !== SKY);
    assertEquals({ ...object, angle: 0, minor: 0, major: 0 }, {
      id: 1,
      x: 3.5,
      y: 3.5,
      area: 12,
      flux: inside.reduce((a, b) => a + b),
      peak: 6,
      major: 0,
      minor: 0,
      angle: 0,
    });
    // The variance of a bar of length L is L ** 2 / 12, and the bar stands upright.
    assertAlmostEquals(object!.major, 6 / Math.sqrt(12), 1e-6);
    assertAlmostEquals(object!.minor, 2 / Math.sqrt(12), 1e-6);
    assertAlmostEquals(Math.abs(object!.angle), Math.PI / 2, 1e-6);
  });

  it("number the objects by their first pixels, and leave out the small ones", () => {
    const forest: Forest = new Int32Array(signal.length).fill(SKY);
    forest.fill(60, 60, 62);
    forest[17] = 17;
    forest.fill(6, 6, 8);
    const table = measureBand(signal, signal.map((value) => value + 1), forest, width, 0, 8);
    assertEquals(catalogue([table], 1).map(({ id, area }) => [id, area]), [[1, 2], [2, 1], [3, 2]]);
    assertEquals(catalogue([table], 2).map(({ id, y }) => [id, y]), [[1, 0], [2, 7]]);
    assertEquals(catalogue([table], 3), []);
  });

  it("make no number that is not one of a single pixel", () => {
    const forest = Int32Array.of(0);
    const [object] = catalogue(
      [measureBand(Float32Array.of(-3), Float32Array.of(1e-30), forest, 1, 0, 1)],
      1,
    );
    assertEquals(Object.values(object!).every(Number.isFinite), true);
    assertEquals([object!.x, object!.y, object!.flux, object!.peak], [0, 0, -3, -3]);
  });
});

describe("annotate()", () => {
  const picture = { width: 40, height: 30, rgba: new Uint8Array(4 * 40 * 30).fill(90) };
  const object = { id: 1, x: 20, y: 15, area: 9, flux: 1, peak: 1, major: 3, minor: 1, angle: 0 };

  it("draws a line round the object in a copy, and nothing on it", () => {
    const before = picture.rgba.slice();
    const { rgba, width, height } = annotate(picture, [object]);
    const changed = (x: number, y: number) =>
      rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 4).some((v) => v !== 90);
    assertEquals([width, height], [40, 30]);
    assertEquals(picture.rgba, before);
    assert(changed(28, 15) && changed(12, 15) && changed(20, 19), "No line where the ellipse passes");
    assert(!changed(20, 15) && !changed(23, 15) && !changed(20, 25), "A line where no ellipse passes");
  });

  it("draws what fits of an ellipse that goes over the edge", () => {
    const { rgba } = annotate(picture, [{ ...object, x: 0, y: 0, angle: 1 }, {
      ...object,
      x: 39,
      y: 29,
      major: 500,
    }]);
    assertEquals(rgba.length, picture.rgba.length);
  });
});

describe("readSettings()", () => {
  it("has a default for everything", () => {
    assertEquals(readSettings([], 6), {
      image: undefined,
      workers: 6,
      sigma: 3,
      minArea: 5,
      out: undefined,
      help: false,
    });
  });

  it("reads every option", () => {
    const args = ["a.png", "--workers", "2", "--sigma=1.5", "--min-area", "9", "--out", "dir", "--help"];
    assertEquals(readSettings(args, 6), {
      image: "a.png",
      workers: 2,
      sigma: 1.5,
      minArea: 9,
      out: "dir",
      help: true,
    });
  });

  it("refuses what it does not know", () => {
    assertStringIncludes(
      assertThrows(() => readSettings(["--wrokers", "2"], 1), TypeError).message,
      "--wrokers",
    );
    assertThrows(() => readSettings(["a.png", "b.png"], 1), TypeError, 'received "a.png", "b.png"');
  });

  it("refuses numbers that make no sense", () => {
    for (const text of ["0", "-1", "1.5", "two", "", "Infinity"]) {
      const error = assertThrows(() => readSettings([`--workers=${text}`], 1), RangeError);
      assertEquals(
        error.message,
        `Cannot read '--workers' as it must be a whole number, at least 1: received "${text}"`,
      );
    }
    assertThrows(
      () => readSettings(["--sigma=NaN"], 1),
      RangeError,
      "'--sigma' as it must be a number, at least 0",
    );
    assertThrows(() => readSettings(["--min-area=0"], 1), RangeError, "'--min-area'");
  });
});

/** A picture of 2 x 2 equal pixels. */
function flat(pixel: number[], ArrayType: typeof Uint8Array | typeof Uint16Array = Uint8Array) {
  return { width: 2, height: 2, data: ArrayType.from(Array(4).fill(pixel).flat()) };
}
