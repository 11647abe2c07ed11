/** The steps of the search for objects, each on plain typed arrays. `sky_test.ts` runs them together, on a pool. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { catalogue } from "../../examples/sky/catalogue.ts";
import { clippedStatistics } from "../../examples/sky/clipped_statistics.ts";
import { gaussianWeights } from "../../examples/sky/gaussian_weights.ts";
import { measureBand } from "../../examples/sky/measure_band.ts";
import { measureCells } from "../../examples/sky/measure_cells.ts";
import { mendLevels } from "../../examples/sky/mend_levels.ts";
import { meshFor } from "../../examples/sky/mesh.ts";
import { subtractBackground } from "../../examples/sky/subtract_background.ts";
import { type Forest, SKY } from "../../examples/sky/union_find.ts";
import { gaussian, generator } from "./synthetic_sky.ts";

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

describe("gaussianWeights()", () => {
  it("sum to 1, and fall off evenly on both sides", () => {
    const weights = [...gaussianWeights(1.5, 4)];
    assertEquals(weights, weights.toReversed());
    assertAlmostEquals(weights.reduce((a, b) => a + b), 1, 1e-6);
    assertAlmostEquals(weights[5]! / weights[4]!, Math.exp(-0.5 / 1.5 ** 2), 1e-6);
  });
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
