import {
  circleHits,
  histogram,
  histogramBytes,
  histogramF32,
  quantile,
  quantiles,
  randomNormal,
  randomUniform,
} from "../../kernels/stats.ts";
import { filled, scrambled } from "./filled.ts";
import { elements, sameElements, topic } from "./topic.ts";

const BYTES = 1920 * 1080 * 4;
const VALUES = 1_000_000;
const BINS = 100;
const FILL = { parameters: ["buffer", "i32"], result: "void" } as const;

/** Counts, order statistics and random numbers. */
export const stats = topic({
  source: new URL("./stats.cpp", import.meta.url),
  symbols: {
    histogramBytes: { parameters: ["buffer", "i32", "buffer"], result: "void" },
    histogram: { parameters: ["buffer", "i32", "buffer", "i32", "f64", "f64"], result: "void" },
    histogramF32: { parameters: ["buffer", "i32", "buffer", "i32", "f64", "f64"], result: "void" },
    quartiles: { parameters: ["buffer", "buffer", "i32", "buffer"], result: "void" },
    median: { parameters: ["buffer", "buffer", "i32"], result: "f64" },
    randomUniform: FILL,
    randomNormal: FILL,
    circleHits: { parameters: ["i32"], result: "i32" },
  },
  cases(native) {
    const bytes = filled("u8", BYTES, (i) => scrambled(i) >>> 13);
    const values = filled("f64", VALUES + 1, (i) => scrambled(i) / 2 ** 32);
    const [counts, countsToo] = [filled("u32", 256), filled("u32", 256)];
    const [bins, binsToo] = [filled("u32", BINS), filled("u32", BINS)];
    const singles = filled("f32", VALUES, (i) => scrambled(i) / 2 ** 32);
    const quarters = filled("f64", 3, (i) => (i + 1) / 4);
    const [cuts, cutsToo] = [filled("f64", 3), filled("f64", 3)];
    const [out, scratch] = [filled("f64", VALUES), filled("f64", VALUES + 1)];
    return [
      {
        scenario: "histogram of 8.3 MB",
        atLeast: 0.55,
        kernel: () => histogramBytes(bytes, counts.fill(0), 0, BYTES),
        native: () => native.histogramBytes(elements(bytes), BYTES, elements(countsToo)),
        check: () => sameElements(counts, countsToo),
      },
      {
        scenario: "histogram of 1e6 f64",
        atLeast: 0.5,
        kernel: () => histogram(values, bins.fill(0), 0.1, 0.9, 0, VALUES),
        native: () => native.histogram(elements(values), VALUES, elements(binsToo), BINS, 0.1, 0.9),
        check: () => sameElements(bins, binsToo),
      },
      {
        scenario: "histogram of 1e6 f32",
        kernel: () => histogramF32(singles, bins.fill(0), 0.1, 0.9, 0, VALUES),
        native: () => native.histogramF32(elements(singles), VALUES, elements(binsToo), BINS, 0.1, 0.9),
        check: () => sameElements(bins, binsToo),
      },
      {
        scenario: "quartiles of 1e6 f64 (std::nth_element)",
        kernel: () => quantiles(values, quarters, cuts),
        native: () => native.quartiles(elements(values), elements(scratch), VALUES + 1, elements(cutsToo)),
        check: () => sameElements(cuts, cutsToo, 0),
      },
      {
        scenario: "median of 1e6 f64 (std::nth_element)",
        atLeast: 0.3,
        kernel: () => quantile(values, 0.5),
        native: () => native.median(elements(values), elements(scratch), VALUES + 1),
        check: () => {
          const [ours, theirs] = [
            quantile(values, 0.5),
            native.median(elements(values), elements(scratch), VALUES + 1),
          ];
          if (ours !== theirs) throw new Error(`The medians differ: ${ours} and ${theirs}`);
        },
      },
      {
        scenario: "1e6 uniform numbers (xoshiro256**)",
        atLeast: 0.35,
        kernel: () => randomUniform(out, 1n, 0, 1, 0, VALUES),
        native: () => native.randomUniform(elements(scratch), VALUES),
      },
      {
        scenario: "1e6 normal numbers (Box-Muller)",
        atLeast: 0.5,
        kernel: () => randomNormal(out, 1n, 0, 1, 0, VALUES),
        native: () => native.randomNormal(elements(scratch), VALUES),
      },
      {
        scenario: "pi from 1e6 points",
        tolerance: 0.005, // other random numbers, ten standard deviations
        atLeast: 0.45,
        kernel: () => circleHits(1n, 0, VALUES),
        native: () => native.circleHits(VALUES),
      },
    ];
  },
});
