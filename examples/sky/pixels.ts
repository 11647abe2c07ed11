/**
 * The three loops over pixels that any picture program needs. They take flat arrays and the part that the call owns,
 * as range kernels do, so several workers can share one picture.
 *
 * @module
 */

/**
 * The brightness of pixels `from` to `to` (not included): luma with the weights of ITU-R BT.709, 0 to 255.
 *
 * @param rgba four bytes a pixel
 * @param gray one number a pixel, written
 */
export function grayscale(rgba: Uint8Array, gray: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    gray[i] = 0.2126 * rgba[4 * i]! + 0.7152 * rgba[4 * i + 1]! + 0.0722 * rgba[4 * i + 2]!;
  }
}

/** The weights of a Gaussian blur, `2 * radius + 1` of them, which sum to 1. `sigma` is in pixels. */
export function gaussianWeights(sigma: number, radius: number): Float32Array {
  const weights = Float32Array.from(
    { length: 2 * radius + 1 },
    (_, i) => Math.exp(-0.5 * ((i - radius) / sigma) ** 2),
  );
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

/** Blurs rows `fromRow` to `toRow` (not included) along x. Beyond an edge, the edge's pixel goes on. */
export function blurRows(
  src: Float32Array,
  dst: Float32Array,
  weights: Float32Array,
  radius: number,
  width: number,
  fromRow: number,
  toRow: number,
): void {
  for (let y = fromRow; y < toRow; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      if (x >= radius && x + radius < width) {
        for (let k = 0, i = row + x - radius; k <= 2 * radius; k++, i++) sum += weights[k]! * src[i]!;
      } else {
        for (let k = -radius; k <= radius; k++) {
          sum += weights[k + radius]! * src[row + Math.min(Math.max(x + k, 0), width - 1)]!;
        }
      }
      dst[row + x] = sum;
    }
  }
}

/** Blurs rows `fromRow` to `toRow` (not included) along y, reading rows on both sides of them. */
export function blurColumns(
  src: Float32Array,
  dst: Float32Array,
  weights: Float32Array,
  radius: number,
  width: number,
  height: number,
  fromRow: number,
  toRow: number,
): void {
  const starts = new Int32Array(2 * radius + 1);
  for (let y = fromRow; y < toRow; y++) {
    for (let k = -radius; k <= radius; k++) {
      starts[k + radius] = width * Math.min(Math.max(y + k, 0), height - 1);
    }
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k <= 2 * radius; k++) sum += weights[k]! * src[starts[k]! + x]!;
      dst[y * width + x] = sum;
    }
  }
}
