import type { Kernel } from "../../engine/kernel/kernel.ts";
import * as library from "../../kernels/reduce.ts";
import { filled } from "./filled.ts";
import { alike, call, elements, nameOf, topic } from "./topic.ts";

const LENGTH = 1_000_000;
const RANGE = [0, LENGTH] as const;

type Type = "f64" | "f32" | "i32";
type Result = Type | "i64";

interface Reduced {
  readonly kernel: Kernel;
  readonly type?: Type;
  readonly result?: Result;
  /** How many arrays it takes: 1 if left out. */
  readonly arrays?: 2;
  /** What it takes behind the arrays: the range if left out. */
  readonly rest?: readonly number[];
  readonly atLeast?: number;
}

const {
  argmax,
  argmaxF32,
  argmin,
  argminF32,
  dot,
  dotF32,
  kahanSum,
  max,
  maxF32,
  maxI32,
  mean,
  min,
  minF32,
  minI32,
  norm,
  squaredDeviations,
  sum,
  sumF32,
  sumI32,
  variance,
} = library;

const REDUCED: readonly Reduced[] = [
  { kernel: sum, atLeast: 0.95 },
  { kernel: sumF32, type: "f32", atLeast: 0.95 },
  { kernel: sumI32, type: "i32", result: "i64" },
  { kernel: kahanSum },
  { kernel: min },
  { kernel: minF32, type: "f32" },
  { kernel: minI32, type: "i32" },
  { kernel: max },
  { kernel: maxF32, type: "f32" },
  { kernel: maxI32, type: "i32" },
  { kernel: argmin, result: "i32" },
  { kernel: argminF32, type: "f32", result: "i32" },
  { kernel: argmax, result: "i32" },
  { kernel: argmaxF32, type: "f32", result: "i32" },
  { kernel: dot, arrays: 2 },
  { kernel: dotF32, type: "f32", arrays: 2 },
  { kernel: mean, rest: [] },
  { kernel: variance, rest: [1] },
  { kernel: squaredDeviations, rest: [49.5, ...RANGE] },
  { kernel: norm, rest: [] },
];

/** Sums pairwise against plain ones, extremes, and what is made of them. */
export const reduce = topic({
  source: new URL("./reduce.cpp", import.meta.url),
  symbols: Object.assign(
    {},
    ...REDUCED.map(({ kernel, type = "f64", result = type }) =>
      alike([kernel], { parameters: ["buffer", "buffer", "i32"], result })
    ),
  ) as Record<string, { parameters: ["buffer", "buffer", "i32"]; result: Result }>,
  cases(native) {
    // The extremes are the last elements, so that no search for a place ends early.
    const value = (i: number) => i === LENGTH - 1 ? -1 : i === LENGTH - 2 ? 100 : i % 100;
    const data = {
      f64: [filled("f64", LENGTH, value), filled("f64", LENGTH, (i) => i % 7)],
      f32: [filled("f32", LENGTH, value), filled("f32", LENGTH, (i) => i % 7)],
      i32: [filled("i32", LENGTH, value), filled("i32", LENGTH, (i) => i % 7)],
    } as const;
    return REDUCED.map(({ kernel, type = "f64", arrays = 1, rest = RANGE, atLeast }) => {
      const [xs, ys] = data[type];
      const counterpart = native[`${nameOf(kernel)}Native`]! as unknown as (...args: unknown[]) => unknown;
      const args = [...data[type].slice(0, arrays), ...rest];
      return {
        scenario: `${nameOf(kernel).replace(/[FI]32/, "")} of 1e6 ${type}`,
        ...atLeast === undefined ? {} : { atLeast },
        tolerance: type === "f32" ? 1e-5 : 1e-12,
        kernel: () => call(kernel, args),
        native: () => counterpart(elements(xs), elements(ys), LENGTH),
      };
    });
  },
});
