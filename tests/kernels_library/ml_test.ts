/** Learning against plain TypeScript. Sums may differ in their last places, as vectors add in another order. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import {
  gradientStep,
  kmeansAssign,
  kmeansUpdate,
  linearGradient,
  logisticGradient,
  predictLinear,
  predictLogistic,
  squaredDistances,
} from "../../kernels/ml.ts";
import { KernelError } from "../../mod.ts";
import { cuts, forEachRange } from "./random.ts";
import { sharedPart } from "./shared_part.ts";

const number = fc.double({ min: -100, max: 100, noNaN: true });
const numbers = (length: number) => fc.array(number, { minLength: length, maxLength: length });

function assertNear(got: ArrayLike<number>, wanted: readonly number[]): void {
  assertEquals(got.length, wanted.length);
  wanted.forEach((value, i) => assertAlmostEquals(got[i]!, value, 1e-11 * Math.max(1, Math.abs(value))));
}

const rowsOf = (list: readonly number[], length: number) =>
  Array.from({ length: list.length / length }, (_, i) => list.slice(i * length, (i + 1) * length));

const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, d) => sum + (x - b[d]!) ** 2, 0);

describe("squaredDistances()", () => {
  it("gives the distance of every row to every row, however they are cut", () => {
    const input = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.nat(6), fc.nat(6)).chain(([dimensions, n, m]) =>
      fc.tuple(fc.constant(dimensions), numbers(n * dimensions), numbers(m * dimensions), cuts(n))
    );
    fc.assert(fc.property(input, ([dimensions, a, b, borders]) => {
      const [left, right] = [sharedPart("f64", a, 1), sharedPart("f64", b)];
      const out = sharedPart("f64", new Float64Array(a.length * b.length / dimensions ** 2));
      forEachRange(borders, (from, to) => squaredDistances(left, right, out, dimensions, from, to));
      assertNear(
        out.view,
        rowsOf(a, dimensions).flatMap((row) => rowsOf(b, dimensions).map((other) => distance(row, other))),
      );
    }));
  });

  it("refuses rows of no numbers", () => {
    const none = sharedPart("f64", []);
    assertThrows(() => squaredDistances(none, none, none, 0, 0, 1), KernelError, "'dimensions'");
  });
});

describe("kmeansAssign(), kmeansUpdate()", () => {
  const input = fc.record({
    dimensions: fc.integer({ min: 1, max: 5 }),
    rows: fc.nat(40),
    clusters: fc.integer({ min: 1, max: 5 }),
    blockSize: fc.integer({ min: 1, max: 15 }),
  }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      points: numbers(size.rows * size.dimensions),
      start: numbers(size.clusters * size.dimensions),
      borders: cuts(Math.ceil(size.rows / size.blockSize)),
    })
  );

  it("take a step of Lloyd's algorithm, however the blocks are cut", () => {
    fc.assert(
      fc.property(input, ({ size: { dimensions, rows, clusters, blockSize }, points, start, borders }) => {
        const centres = sharedPart("f64", start);
        const labels = sharedPart("i32", new Int32Array(rows).fill(-1));
        const slots = Math.ceil(rows / blockSize) * ((dimensions + 1) * clusters + 1);
        const partials = sharedPart("f64", new Float64Array(slots).fill(NaN));
        const src = sharedPart("f64", points, 1);
        forEachRange(
          borders,
          (from, to) => kmeansAssign(src, centres, labels, partials, dimensions, blockSize, from, to),
        );
        const inertia = kmeansUpdate(partials, centres, dimensions);

        const old = rowsOf(start, dimensions);
        const members = old.map((): number[][] => []);
        let wantedInertia = 0;
        rowsOf(points, dimensions).forEach((point, i) => {
          const distances = old.map((centre) => distance(point, centre));
          const least = Math.min(...distances);
          // Where two are equally near but for rounding, either will do.
          assertAlmostEquals(distances[labels.view[i]!]!, least, 1e-11 * Math.max(1, least));
          members[labels.view[i]!]!.push(point);
          wantedInertia += least;
        });
        assertAlmostEquals(inertia, wantedInertia, 1e-11 * Math.max(1, wantedInertia));
        assertNear(
          centres.view,
          old.flatMap((centre, c) =>
            members[c]!.length === 0
              ? centre
              : centre.map((_, d) =>
                members[c]!.reduce((sum, point) => sum + point[d]!, 0) / members[c]!.length
              )
          ),
        );
      }),
    );
  });

  it("prefer the first of equally near centres", () => {
    const labels = sharedPart("i32", [9]);
    const partials = sharedPart("f64", new Float64Array(7));
    kmeansAssign(sharedPart("f64", [0]), sharedPart("f64", [1, -1, 1]), labels, partials, 1, 1, 0, 1);
    assertEquals([...labels.view, ...partials.view], [0, 0, 1, 0, 0, 0, 0, 1]);
  });

  it("refuse points of no dimensions", () => {
    const none = sharedPart("f64", []);
    assertThrows(() => kmeansUpdate(none, none, 0), KernelError, "'dimensions'");
  });
});

const regression = fc.record({
  features: fc.nat(6),
  rows: fc.integer({ min: 1, max: 30 }),
  blockSize: fc.integer({ min: 1, max: 12 }),
}).chain(({ features, rows, blockSize }) =>
  fc.record({
    blockSize: fc.constant(blockSize),
    x: numbers(rows * features).map((list) => list.map((value) => value / 10)),
    y: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: rows, maxLength: rows }),
    weights: numbers(features + 1).map((list) => list.map((value) => value / 10)),
    borders: cuts(Math.ceil(rows / blockSize)),
  })
);

for (
  const { name, gradient, predict, activation, loss } of [{
    name: "linear",
    gradient: linearGradient,
    predict: predictLinear,
    activation: (z: number) => z,
    loss: (z: number, y: number) => (z - y) ** 2 / 2,
  }, {
    name: "logistic",
    gradient: logisticGradient,
    predict: predictLogistic,
    activation: (z: number) => 1 / (1 + Math.exp(-z)),
    loss: (z: number, y: number) => Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z))),
  }] as const
) {
  describe(`${name}Gradient(), gradientStep(), ${predict.name}()`, () => {
    it("take a step down the mean loss's gradient, however the blocks are cut", () => {
      fc.assert(fc.property(regression, ({ blockSize, x, y, weights: start, borders }) => {
        const count = start.length - 1;
        const rows = y.map((_, i) => x.slice(i * count, (i + 1) * count));
        const scores = rows.map((row) =>
          row.reduce((sum, value, j) => sum + value * start[j]!, start[count]!)
        );
        const [features, targets] = [sharedPart("f64", x, 1), sharedPart("f64", y)];
        const weights = sharedPart("f64", start, 1);

        const out = sharedPart("f64", new Float64Array(y.length));
        predict(features, weights, out, 0, y.length);
        assertNear(out.view, scores.map(activation));

        const slots = Math.ceil(y.length / blockSize) * (count + 2);
        const partials = sharedPart("f64", new Float64Array(slots).fill(NaN));
        forEachRange(
          borders,
          (from, to) => gradient(features, targets, weights, partials, blockSize, from, to),
        );
        const meanLoss = gradientStep(partials, weights, 0.5, y.length);
        const errors = scores.map((z, i) => activation(z) - y[i]!);
        const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / y.length;
        assertNear([meanLoss], [mean(scores.map((z, i) => loss(z, y[i]!)))]);
        assertNear(
          weights.view,
          start.map((weight, j) =>
            weight - 0.5 * mean(errors.map((e, i) => e * (j < count ? rows[i]![j]! : 1)))
          ),
        );
      }));
    });

    it("learn what there is to learn", () => {
      // y follows from 2·a − b + 0.5, as a value or as a class.
      const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i * 12.9), Math.cos(i * 78.2)] as const);
      const truth = rows.map(([a, b]) => 2 * a - b + 0.5);
      const features = sharedPart("f64", rows.flat());
      const targets = sharedPart("f64", name === "linear" ? truth : truth.map((z) => Number(z > 0)));
      const weights = sharedPart("f64", new Float64Array(3));
      const partials = sharedPart("f64", new Float64Array(3 * 4));
      const losses = Array.from({ length: 400 }, () => {
        gradient(features, targets, weights, partials, 100, 0, 3);
        return gradientStep(partials, weights, 0.5, 300);
      });
      assert(
        losses.every((value, i) => i === 0 || value <= losses[i - 1]! + 1e-15),
        "Expected falling losses",
      );
      const out = sharedPart("f64", new Float64Array(300));
      predict(features, weights, out, 0, 300);
      const right = truth.filter((z, i) =>
        name === "linear" ? Math.abs(out.view[i]! - z) < 1e-6 : (out.view[i]! > 0.5) === (z > 0)
      );
      // A few points lie on the border itself.
      assert(right.length >= 285, `${right.length} of 300`);
    });
  });
}

describe("logisticGradient()", () => {
  it("has no overflow: a wrong answer of a thousand costs a thousand", () => {
    const partials = sharedPart("f64", new Float64Array(6));
    logisticGradient(
      sharedPart("f64", [1000, -1000]),
      sharedPart("f64", [0, 0]),
      sharedPart("f64", [1, 0]),
      partials,
      1,
      0,
      2,
    );
    assertEquals([...partials.view], [1000, 1, 1000, 0, 0, 0]);
  });

  it("refuses weights without a bias, and a step over no rows", () => {
    const none = sharedPart("f64", []);
    assertThrows(
      () => logisticGradient(none, none, none, none, 1, 0, 1),
      KernelError,
      "'weights' must have at least 1",
    );
    assertThrows(() => gradientStep(none, none, 1, 0), KernelError, "'rows'");
  });
});
