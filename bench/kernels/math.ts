import type { Kernel } from "../../engine/kernel/kernel.ts";
import {
  abs,
  axpy,
  axpyF32,
  clamp,
  cos,
  cosF32,
  cube,
  exp,
  expF32,
  linear,
  log,
  logF32,
  power,
  sigmoid,
  sigmoidF32,
  sin,
  sinF32,
  sqrt,
  sqrtF32,
  square,
  tanh,
} from "../../kernels/math.ts";
import { filled } from "./filled.ts";
import { alike, call, elements, map, nameOf, sameElements, topic } from "./topic.ts";

const LENGTH = 1_000_000;

interface Mapped {
  readonly scenario?: string;
  readonly kernel: Kernel;
  readonly type?: "f32" | "f64";
  /** The parameters behind the element. */
  readonly constants?: readonly number[];
  readonly atLeast?: number;
}

const MAPPED: readonly Mapped[] = [
  { scenario: "x·x", kernel: square, atLeast: 0.95 },
  { kernel: exp, atLeast: 0.55 },
  { kernel: log, atLeast: 0.55 },
  { kernel: sin, atLeast: 0.55 },
  { kernel: cos },
  { kernel: tanh },
  { kernel: sigmoid },
  { kernel: power, constants: [2.5] },
  { kernel: cube },
  { kernel: sqrt },
  { kernel: abs },
  { kernel: clamp, constants: [2, 8] },
  { kernel: linear, constants: [3, -1] },
  { kernel: expF32, type: "f32" },
  { kernel: logF32, type: "f32" },
  { kernel: sinF32, type: "f32" },
  { kernel: cosF32, type: "f32" },
  { kernel: sigmoidF32, type: "f32" },
  { kernel: sqrtF32, type: "f32" },
];
const AXPY = { f64: axpy, f32: axpyF32 } as const;

/** Scalar kernels, mapped over a million numbers as a worker maps them, against loops that g++ vectorizes or libm. */
export const math = topic({
  source: new URL("./math.cpp", import.meta.url),
  symbols: {
    ...alike(MAPPED.map(({ kernel }) => kernel), {
      parameters: ["buffer", "buffer", "i32", "f64", "f64"],
      result: "void",
    }),
    ...alike(Object.values(AXPY), { parameters: ["f64", "buffer", "buffer", "i32"], result: "void" }),
  },
  cases(native) {
    const arrays = (type: "f64" | "f32") => ({
      xs: filled(type, LENGTH, (i) => i % 1000 / 100 + 0.01),
      ours: filled(type, LENGTH),
      theirs: filled(type, LENGTH),
      tolerance: type === "f64" ? 1e-14 : 1e-6,
    });
    const all = { f64: arrays("f64"), f32: arrays("f32") };
    const counterpart = (kernel: Kernel) =>
      native[`${nameOf(kernel)}Native`] as unknown as (...args: unknown[]) => void;
    return [
      ...MAPPED.map(({ kernel, type = "f64", constants = [], scenario, atLeast }) => {
        const { xs, ours, theirs, tolerance } = all[type];
        const [run, [a = 0, b = 0]] = [counterpart(kernel), constants];
        return {
          scenario: `${scenario ?? nameOf(kernel).replace("F32", "")} of 1e6 ${type}`,
          ...atLeast === undefined ? {} : { atLeast },
          kernel: () => map(kernel, xs, ours, constants),
          native: () => run(elements(xs), elements(theirs), LENGTH, a, b),
          check: () => sameElements(ours, theirs, tolerance),
        };
      }),
      ...(["f64", "f32"] as const).map((type) => {
        const { xs, tolerance } = all[type];
        const [ours, theirs] = [filled(type, LENGTH), filled(type, LENGTH)];
        const run = counterpart(AXPY[type]);
        return {
          scenario: `y += a·x of 1e6 ${type}`,
          kernel: () => void call(AXPY[type], [0.5, xs, ours, 0, LENGTH]),
          native: () => run(0.5, elements(xs), elements(theirs), LENGTH),
          check: () => sameElements(ours, theirs, tolerance),
        };
      }),
    ];
  },
});
