import { convolve, convolveFft, fft, fftRows, inverseFft, inverseFftRows } from "../../kernels/signal.ts";
import { filled, scrambled } from "./filled.ts";
import { elements, sameElements, topic } from "./topic.ts";

const SIZE = 2 ** 16;
const ROW = 1024;
const WEIGHTS = 64;
const MANY_WEIGHTS = 4096;

/** Transforms and convolutions. */
export const signal = topic({
  source: new URL("./signal.cpp", import.meta.url),
  symbols: {
    fft: { parameters: ["buffer", "buffer", "i32"], result: "void" },
    transformRows: { parameters: ["buffer", "buffer", "i32", "i32", "i32"], result: "void" },
    convolveFft: { parameters: ["buffer", "i32", "buffer", "i32", "buffer"], result: "void" },
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
    const many = filled("f64", MANY_WEIGHTS, (i) => 1 / (i + 1));
    const [long, longToo] = [filled("f64", SIZE + MANY_WEIGHTS - 1), filled("f64", SIZE + MANY_WEIGHTS - 1)];
    const rows = (scenario: string, run: () => void, size: number, isInverse: boolean) => ({
      scenario,
      kernel: () => {
        begin(re, im);
        run();
      },
      native: () => {
        begin(reToo, imToo);
        native.transformRows(elements(reToo), elements(imToo), size, SIZE / size, Number(isInverse));
      },
      check: () => sameElements(re, reToo, 1e-6),
    });
    return [
      rows(`inverse transform of ${SIZE} numbers`, () => inverseFft(re, im), SIZE, true),
      rows(
        `transforms of ${SIZE / ROW} rows of ${ROW}`,
        () => fftRows(re, im, ROW, 0, SIZE / ROW),
        ROW,
        false,
      ),
      rows(
        `inverse transforms of ${SIZE / ROW} rows of ${ROW}`,
        () => inverseFftRows(re, im, ROW, 0, SIZE / ROW),
        ROW,
        true,
      ),
      {
        scenario: `convolution of ${SIZE} numbers with ${MANY_WEIGHTS} by transforms`,
        kernel: () => convolveFft(input, many, long),
        native: () =>
          native.convolveFft(elements(input), SIZE, elements(many), MANY_WEIGHTS, elements(longToo)),
        check: () => sameElements(long, longToo, 1e-6),
      },
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
