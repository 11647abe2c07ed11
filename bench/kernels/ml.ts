import { kmeansAssign, logisticGradient, squaredDistances } from "../../kernels/ml.ts";
import { filled, scrambled } from "./filled.ts";
import { elements, sameElements, topic } from "./topic.ts";

const ROWS = 50_000;
const DIMENSIONS = 8;
const CENTRES = 16;

/** Steps of learning. */
export const ml = topic({
  source: new URL("./ml.cpp", import.meta.url),
  symbols: {
    squaredDistances: { parameters: ["buffer", "i32", "buffer", "i32", "buffer", "i32"], result: "void" },
    kmeansAssign: {
      parameters: ["buffer", "i32", "buffer", "i32", "buffer", "buffer", "i32"],
      result: "void",
    },
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
    return [
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
