import { binomialColumns, binomialRows, grayscaleBytes, mandelbrot } from "../../kernels/image.ts";
import { SharedArray } from "../../mod.ts";
import { elements, sameElements, topic } from "./topic.ts";

const [WIDTH, HEIGHT] = [1920, 1080];
const PIXELS = WIDTH * HEIGHT;
const SIDE = 512;
const MOST = 256;

/** Pictures of 1080p, and the Mandelbrot set. */
export const image = topic({
  source: new URL("./image.cpp", import.meta.url),
  symbols: {
    grayscaleBytes: { parameters: ["buffer", "buffer", "i32"], result: "void" },
    binomialBlur: { parameters: ["buffer", "buffer", "buffer", "i32", "i32"], result: "void" },
    mandelbrot: { parameters: ["buffer", "i32", "i32", "i32"], result: "void" },
  },
  cases(native) {
    const bytes = (length: number) => new SharedArray("u8", length, { lock: false });
    const [rgba, gray, grayToo] = [bytes(4 * PIXELS), bytes(PIXELS), bytes(PIXELS)];
    rgba.view.forEach((_, i) => rgba.view[i] = Math.imul(i, 2654435761) >>> 13);
    const [blurred, blurredToo] = [bytes(PIXELS), bytes(PIXELS)];
    const sums = new SharedArray("u16", PIXELS, { lock: false });
    const counts = new SharedArray("u16", SIDE * SIDE, { lock: false });
    const countsToo = new SharedArray("u16", SIDE * SIDE, { lock: false });
    return [
      {
        scenario: "RGBA to gray, 1080p",
        atLeast: 0.85,
        kernel: () => grayscaleBytes(rgba, gray, 0, PIXELS),
        native: () => native.grayscaleBytes(elements(rgba), elements(grayToo), PIXELS),
        check: () => sameElements(gray, grayToo),
      },
      {
        scenario: "blur 1-4-6-4-1, 1080p",
        atLeast: 0.7,
        kernel: () => {
          binomialRows(rgba, sums, WIDTH, 0, HEIGHT); // any bytes will do
          binomialColumns(sums, blurred, WIDTH, HEIGHT, 0, HEIGHT);
        },
        native: () =>
          native.binomialBlur(elements(rgba), elements(blurredToo), elements(sums), WIDTH, HEIGHT),
        check: () => {
          copyEdges(blurred.view, blurredToo.view);
          sameElements(blurred, blurredToo);
        },
      },
      {
        scenario: `Mandelbrot set, ${SIDE} x ${SIDE}`,
        atLeast: 0.85,
        kernel: () => mandelbrot(counts, SIDE, SIDE, -2, -1.25, 0.5, 1.25, MOST, 0, SIDE),
        native: () => native.mandelbrot(elements(countsToo), SIDE, SIDE, MOST),
        check: () => sameElements(counts, countsToo),
      },
    ];
  },
});

/** The C++ blur leaves out the two columns and rows at each edge. */
function copyEdges(from: Uint8Array<SharedArrayBuffer>, to: Uint8Array<SharedArrayBuffer>): void {
  for (let i = 0; i < PIXELS; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    if (x < 2 || y < 2 || x >= WIDTH - 2 || y >= HEIGHT - 2) to[i] = from[i]!;
  }
}
