import { type Kernel, kernelInfo } from "../../engine/kernel/kernel.ts";
import { kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { exp, log, sin, square } from "../../kernels/math.ts";
import { SharedArray } from "../../mod.ts";
import { elements, sameElements, topic } from "./topic.ts";

const LENGTH = 1_000_000;
const MAP = { parameters: ["buffer", "buffer", "i32"], result: "void" } as const;

/** Scalar kernels, mapped over a million doubles as a worker maps them, against loops that g++ vectorizes or libm. */
export const math = topic({
  source: new URL("./math.cpp", import.meta.url),
  symbols: { square: MAP, exponential: MAP, logarithm: MAP, sine: MAP },
  cases(native) {
    const array = () => new SharedArray("f64", LENGTH, { lock: false });
    const [xs, ours, theirs] = [array(), array(), array()];
    xs.view.forEach((_, i) => xs.view[i] = i % 1000 / 100 + 0.01);
    const mapped = (scenario: string, atLeast: number, kernel: Kernel, counterpart: typeof native.sine) => {
      const { module, name } = kernelInfo(kernel)!;
      const instance = kernelRegistry.instance(module);
      return {
        scenario: `${scenario} of 1e6 f64`,
        atLeast,
        kernel: () => instance.mapChunk(name, xs.byteOffset, ours.byteOffset, 0, LENGTH),
        native: () => counterpart(elements(xs), elements(theirs), LENGTH),
        check: () => sameElements(ours, theirs, 1e-14),
      };
    };
    return [
      mapped("x·x", 0.95, square, native.square),
      mapped("exp", 0.55, exp, native.exponential),
      mapped("log", 0.55, log, native.logarithm),
      mapped("sin", 0.55, sin, native.sine),
    ];
  },
});
