import { convolve, fft } from "../../kernels/signal.ts";
import { filled, scrambled } from "./filled.ts";
import { elements, sameElements, topic } from "./topic.ts";

const SIZE = 2 ** 16;
const WEIGHTS = 64;

/** Transforms and convolutions. */
export const signal = topic({
  source: new URL("./signal.cpp", import.meta.url),
  symbols: {
    fft: { parameters: ["buffer", "buffer", "i32"], result: "void" },
    convolve: { parameters: ["buffer", "i32", "buffer", "i32", "buffer"], result: "void" },
  },
  cases(native) {
    const input = filled("f64", SIZE, (i) => scrambled(i) / 2 ** 32 - 0.5);
    const weights = filled("f64", WEIGHTS, (i) => 1 / (i + 1));
    const zeros = () => filled("f64", SIZE);
    const [re, im, reToo, imToo] = [zeros(), zeros(), zeros(), zeros()];
    const [out, outToo] = [filled("f64", SIZE + WEIGHTS - 1), filled("f64", SIZE + WEIGHTS - 1)];
    // Each transform begins with the same numbers: in place, they would grow until they overflow.
    const begin = (re: { view: Float64Array<SharedArrayBuffer> }, im: typeof re) => {
      re.view.set(input.view);
      im.view.fill(0);
    };
    return [
      {
        scenario: `Fourier transform of ${SIZE} numbers`,
        atLeast: 0.8,
        kernel: () => {
          begin(re, im);
          fft(re, im);
        },
        native: () => {
          begin(reToo, imToo);
          native.fft(elements(reToo), elements(imToo), SIZE);
        },
        check: () => sameElements(re, reToo, 1e-6),
      },
      {
        scenario: `convolution of ${SIZE} numbers with ${WEIGHTS}`,
        atLeast: 0.8,
        kernel: () => convolve(input, weights, out, 0, out.length),
        native: () => native.convolve(elements(input), SIZE, elements(weights), WEIGHTS, elements(outToo)),
        check: () => sameElements(out, outToo),
      },
    ];
  },
});
