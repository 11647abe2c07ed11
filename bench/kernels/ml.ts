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
import { filled, scrambled } from "./filled.ts";
import { elements, sameElements, topic } from "./topic.ts";

const ROWS = 50_000;
const DIMENSIONS = 8;
const CENTRES = 16;
const BLOCKS = 200;
const RATE = 1e-6;
const PREDICT = { parameters: ["buffer", "buffer", "buffer", "i32", "i32"], result: "void" } as const;

/** Steps of learning. */
export const ml = topic({
  source: new URL("./ml.cpp", import.meta.url),
  symbols: {
    squaredDistances: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32"], result: "void" },
    kmeansAssign: {
      parameters: ["buffer", "i32", "buffer", "i32", "buffer", "buffer", "i32"],
      result: "void",
    },
    linearGradient: { parameters: ["buffer", "buffer", "buffer", "buffer", "i32", "i32"], result: "void" },
    kmeansUpdate: { parameters: ["buffer", "i32", "buffer", "i32", "i32"], result: "f64" },
    gradientStep: { parameters: ["buffer", "i32", "buffer", "i32", "f64", "i32"], result: "f64" },
    predictLinear: PREDICT,
    predictLogistic: PREDICT,
    logisticGradient: {
      parameters: ["buffer", "buffer", "buffer", "buffer", "i32", "i32"],
      result: "void",
    },
  },
  cases(native) {
    const points = filled("f64", ROWS * DIMENSIONS, (i) => scrambled(i) / 2 ** 32 - 0.5);
    const centres = filled("f64", CENTRES * DIMENSIONS, (i) => scrambled(i + 1e6) / 2 ** 32 - 0.5);
    const [out, outToo] = [filled("f64", ROWS * CENTRES), filled("f64", ROWS * CENTRES)];
    const [labels, labelsToo] = [filled("i32", ROWS), filled("i32", ROWS)];
    const slot = (DIMENSIONS + 1) * CENTRES + 1;
    const [sums, sumsToo] = [filled("f64", slot), filled("f64", slot)];
    const classes = filled("f64", ROWS, (i) => scrambled(i) % 2);
    const weights = filled("f64", DIMENSIONS + 1, (i) => i - 4);
    const [gradient, gradientToo] = [filled("f64", DIMENSIONS + 2), filled("f64", DIMENSIONS + 2)];
    const slots = filled("f64", slot * BLOCKS, (i) => i % slot + 1);
    const [moved, movedToo] = [filled("f64", centres.length), filled("f64", centres.length)];
    const gradients = filled("f64", (DIMENSIONS + 2) * BLOCKS, (i) => i % 7 + 1);
    const [learnt, learntToo] = [filled("f64", DIMENSIONS + 1), filled("f64", DIMENSIONS + 1)];
    const [scores, scoresToo] = [filled("f64", ROWS), filled("f64", ROWS)];
    const prediction = (
      scenario: string,
      kernel: typeof predictLinear,
      run: typeof native.predictLinear,
    ) => ({
      scenario: `${scenario} of ${ROWS} rows`,
      kernel: () => kernel(points, weights, scores, 0, ROWS),
      native: () => run(elements(points), elements(weights), elements(scoresToo), ROWS, DIMENSIONS),
      check: () => sameElements(scores, scoresToo),
    });
    return [
      prediction("linear prediction", predictLinear, native.predictLinear),
      prediction("logistic prediction", predictLogistic, native.predictLogistic),
      {
        scenario: `linear gradient of ${ROWS} rows`,
        kernel: () => linearGradient(points, classes, weights, gradient, ROWS, 0, 1),
        native: () =>
          native.linearGradient(
            elements(points),
            elements(classes),
            elements(weights),
            elements(gradientToo),
            ROWS,
            DIMENSIONS,
          ),
        check: () => sameElements(gradient, gradientToo),
      },
      {
        scenario: `gradient step from ${BLOCKS} blocks`,
        tolerance: 1e-12,
        kernel: () => gradientStep(gradients, learnt, RATE, ROWS),
        native: () =>
          native.gradientStep(elements(gradients), BLOCKS, elements(learntToo), DIMENSIONS + 1, RATE, ROWS),
        check: () => sameElements(learnt, learntToo),
      },
      {
        scenario: `k-means centres from ${BLOCKS} blocks`,
        tolerance: 1e-12,
        kernel: () => kmeansUpdate(slots, moved, DIMENSIONS),
        native: () => native.kmeansUpdate(elements(slots), BLOCKS, elements(movedToo), CENTRES, DIMENSIONS),
        check: () => sameElements(moved, movedToo),
      },
      {
        scenario: `squared distances of ${ROWS} rows to ${CENTRES}`,
        atLeast: 0.5,
        kernel: () => squaredDistances(points, centres, out, DIMENSIONS, 0, ROWS),
        native: () =>
          native.squaredDistances(
            elements(points),
            ROWS,
            elements(centres),
            CENTRES,
            elements(outToo),
            DIMENSIONS,
          ),
        check: () => sameElements(out, outToo),
      },
      {
        scenario: `k-means step of ${ROWS} points, ${CENTRES} centres`,
        atLeast: 0.5,
        kernel: () => kmeansAssign(points, centres, labels, sums, DIMENSIONS, ROWS, 0, 1),
        native: () =>
          native.kmeansAssign(
            elements(points),
            ROWS,
            elements(centres),
            CENTRES,
            elements(labelsToo),
            elements(sumsToo),
            DIMENSIONS,
          ),
        check: () => {
          sameElements(labels, labelsToo);
          sameElements(sums, sumsToo);
        },
      },
      {
        scenario: `logistic gradient of ${ROWS} rows`,
        atLeast: 0.5,
        kernel: () => logisticGradient(points, classes, weights, gradient, ROWS, 0, 1),
        native: () =>
          native.logisticGradient(
            elements(points),
            elements(classes),
            elements(weights),
            elements(gradientToo),
            ROWS,
            DIMENSIONS,
          ),
        check: () => sameElements(gradient, gradientToo),
      },
    ];
  },
});
