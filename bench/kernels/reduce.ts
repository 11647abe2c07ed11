import { sum, sumF32 } from "../../kernels/reduce.ts";
import { SharedArray } from "../../mod.ts";
import { elements, topic } from "./topic.ts";

const LENGTH = 1_000_000;

/** Sums, pairwise against plain ones. */
export const reduce = topic({
  source: new URL("./reduce.cpp", import.meta.url),
  symbols: {
    sum: { parameters: ["buffer", "i32"], result: "f64" },
    sumF32: { parameters: ["buffer", "i32"], result: "f32" },
  },
  cases(native) {
    const xs = new SharedArray("f64", LENGTH, { lock: false }),
      ys = new SharedArray("f32", LENGTH, { lock: false });
    xs.view.forEach((_, i) => ys.view[i] = xs.view[i] = i % 100);
    return [
      {
        scenario: "sum of 1e6 f64",
        atLeast: 0.95,
        kernel: () => sum(xs, 0, LENGTH),
        native: () => native.sum(elements(xs), LENGTH),
      },
      {
        scenario: "sum of 1e6 f32",
        atLeast: 0.95,
        kernel: () => sumF32(ys, 0, LENGTH),
        native: () => native.sumF32(elements(ys), LENGTH),
      },
    ];
  },
});
