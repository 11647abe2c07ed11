import {
  binomialColumns,
  binomialRows,
  blurColumns,
  blurRows,
  filterImage,
  grayscale,
  grayscaleBytes,
  mandelbrot,
  resizeArea,
  resizeBilinear,
  sobel,
} from "../../kernels/image.ts";
import { SharedArray } from "../../mod.ts";
import { filled, scrambled } from "./filled.ts";
import { elements, sameElements, topic } from "./topic.ts";

const [WIDTH, HEIGHT] = [1920, 1080];
const PIXELS = WIDTH * HEIGHT;
const [LARGER_WIDTH, LARGER_HEIGHT] = [2880, 1620];
const SIDE = 512;
const MOST = 256;
const RADIUS = 3;
const BLUR = { parameters: ["buffer", "buffer", "buffer", "i32", "i32", "i32"], result: "void" } as const;
const PICTURE = { parameters: ["buffer", "buffer", "i32", "i32"], result: "void" } as const;

/** Pictures of 1080p, and the Mandelbrot set. */
export const image = topic({
  source: new URL("./image.cpp", import.meta.url),
  symbols: {
    grayscaleBytes: { parameters: ["buffer", "buffer", "i32"], result: "void" },
    grayscale: { parameters: ["buffer", "buffer", "i32"], result: "void" },
    blurRows: BLUR,
    blurColumns: BLUR,
    binomialBlur: { parameters: ["buffer", "buffer", "buffer", "i32", "i32"], result: "void" },
    mandelbrot: { parameters: ["buffer", "i32", "i32", "i32"], result: "void" },
    sobel: PICTURE,
    filterImage: { parameters: ["buffer", "buffer", "buffer", "i32", "i32"], result: "void" },
    halve: PICTURE,
    resizeBilinear: { parameters: ["buffer", "i32", "i32", "buffer", "i32", "i32"], result: "void" },
  },
  cases(native) {
    const rgba = filled("u8", 4 * PIXELS, (i) => scrambled(i) >>> 13);
    const floats = filled("f32", PIXELS, (i) => scrambled(i) / 2 ** 24);
    const weights = filled("f32", 25, (i) => 1 / (i + 1));
    const sums = new SharedArray("u16", PIXELS, { lock: false });
    const bytes = (length: number) => [filled("u8", length), filled("u8", length)] as const;
    const [gray, grayToo] = bytes(PIXELS);
    const [blurred, blurredToo] = bytes(PIXELS);
    const [half, halfToo] = bytes(PIXELS);
    const [larger, largerToo] = bytes(4 * LARGER_WIDTH * LARGER_HEIGHT);
    const [counts, countsToo] = [new SharedArray("u16", SIDE * SIDE), new SharedArray("u16", SIDE * SIDE)];
    const [filtered, filteredToo] = [filled("f32", PIXELS), filled("f32", PIXELS)];
    const bell = filled("f32", 2 * RADIUS + 1, (i) => Math.exp(-((i - RADIUS) ** 2) / 2));
    const blurred1d = (along: string, kernel: () => void, run: typeof native.blurRows) => ({
      scenario: `blur of the ${along} with ${bell.length} weights, 1080p f32`,
      kernel,
      native: () => run(elements(floats), elements(filteredToo), elements(bell), RADIUS, WIDTH, HEIGHT),
      check: () => {
        copyEdges(filtered.view, filteredToo.view, RADIUS);
        sameElements(filtered, filteredToo);
      },
    });
    return [
      {
        scenario: "RGBA to gray, 1080p",
        atLeast: 0.85,
        kernel: () => grayscaleBytes(rgba, gray, 0, PIXELS),
        native: () => native.grayscaleBytes(elements(rgba), elements(grayToo), PIXELS),
        check: () => sameElements(gray, grayToo),
      },
      {
        scenario: "RGBA to gray, 1080p f32",
        kernel: () => grayscale(rgba, filtered, 0, PIXELS),
        native: () => native.grayscale(elements(rgba), elements(filteredToo), PIXELS),
        check: () => sameElements(filtered, filteredToo),
      },
      blurred1d(
        "rows",
        () => blurRows(floats, filtered, bell, RADIUS, WIDTH, 0, HEIGHT),
        native.blurRows,
      ),
      blurred1d(
        "columns",
        () => blurColumns(floats, filtered, bell, RADIUS, WIDTH, HEIGHT, 0, HEIGHT),
        native.blurColumns,
      ),
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
          copyEdges(blurred.view, blurredToo.view, 2);
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
      {
        scenario: "Sobel's operator, 1080p f32",
        atLeast: 0.5,
        kernel: () => sobel(floats, filtered, WIDTH, HEIGHT, 0, HEIGHT),
        native: () => native.sobel(elements(floats), elements(filteredToo), WIDTH, HEIGHT),
        check: () => {
          copyEdges(filtered.view, filteredToo.view, 1);
          sameElements(filtered, filteredToo);
        },
      },
      {
        scenario: "filter of 5 x 5, 1080p f32",
        atLeast: 0.5,
        kernel: () => filterImage(floats, filtered, weights, 5, 5, WIDTH, HEIGHT, 0, HEIGHT),
        native: () =>
          native.filterImage(elements(floats), elements(filteredToo), elements(weights), WIDTH, HEIGHT),
        check: () => {
          copyEdges(filtered.view, filteredToo.view, 2);
          sameElements(filtered, filteredToo);
        },
      },
      {
        scenario: "1080p RGBA to half its size, by area",
        atLeast: 0.7,
        kernel: () => resizeArea(rgba, WIDTH, HEIGHT, half, WIDTH / 2, HEIGHT / 2, 4, 0, HEIGHT / 2),
        native: () => native.halve(elements(rgba), elements(halfToo), WIDTH, HEIGHT),
        check: () => sameElements(half, halfToo),
      },
      {
        scenario: "1080p RGBA to 3/2 of its size, bilinear",
        atLeast: 0.5,
        kernel: () =>
          resizeBilinear(rgba, WIDTH, HEIGHT, larger, LARGER_WIDTH, LARGER_HEIGHT, 4, 0, LARGER_HEIGHT),
        native: () =>
          native.resizeBilinear(
            elements(rgba),
            WIDTH,
            HEIGHT,
            elements(largerToo),
            LARGER_WIDTH,
            LARGER_HEIGHT,
          ),
        check: () => sameElements(larger, largerToo),
      },
    ];
  },
});

/** The C++ leaves out some columns and rows at each edge. */
function copyEdges(from: ArrayLike<number>, to: { [index: number]: number }, radius: number): void {
  for (let i = 0; i < PIXELS; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const isInside = x >= radius && y >= radius && x < WIDTH - radius && y < HEIGHT - radius;
    if (!isInside) to[i] = from[i]!;
  }
}
