import { gaussianWeights } from "../sky/gaussian_weights.ts";
import type { Picture } from "../server/decode_picture.ts";
import { BLUR_RADIUS, BLUR_SIGMA, type Edges } from "./filter_picture.ts";

/** What `filterPicture` does, in plain TypeScript on this thread. */
export function filterPicturePlainly(picture: Picture, width: number): Edges {
  const height = Math.max(1, Math.round(picture.height * width / picture.width));
  const gray = luma(resize(picture, width, height));
  const weights = gaussianWeights(BLUR_SIGMA, BLUR_RADIUS);
  const blurred = blurAlong(blurAlong(gray, weights, width, height, 1, 0), weights, width, height, 0, 1);
  const steepness = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const above = Math.max(y - 1, 0) * width, row = y * width, below = Math.min(y + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.max(x - 1, 0), right = Math.min(x + 1, width - 1);
      const columnAt = (x: number) => blurred[above + x]! + 2 * blurred[row + x]! + blurred[below + x]!;
      const rowAt = (start: number) =>
        blurred[start + left]! + 2 * blurred[start + x]! + blurred[start + right]!;
      const gx = columnAt(right) - columnAt(left), gy = rowAt(below) - rowAt(above);
      steepness[row + x] = Math.sqrt(gx * gx + gy * gy);
    }
  }
  return { width, height, steepness };
}

function resize(picture: Picture, width: number, height: number): Uint8Array {
  const rgba = new Uint8Array(4 * width * height);
  for (let y = 0, out = 0; y < height; y++) {
    const [top, bottom, down] = neighbours(y, picture.height, height);
    for (let x = 0; x < width; x++) {
      const [left, right, across] = neighbours(x, picture.width, width);
      for (let c = 0; c < 4; c++, out++) {
        const at = (x: number, y: number) => picture.rgba[4 * (y * picture.width + x) + c]!;
        const upper = at(left, top) + (at(right, top) - at(left, top)) * across;
        const lower = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * across;
        rgba[out] = upper + (lower - upper) * down + 0.5;
      }
    }
  }
  return rgba;
}

/** The places in the source around a place of the result, and how far it is from the first to the second. */
function neighbours(place: number, length: number, newLength: number): [number, number, number] {
  const at = Math.min(Math.max((place + 0.5) * length / newLength - 0.5, 0), length - 1);
  const first = Math.floor(at);
  return [first, Math.min(first + 1, length - 1), at - first];
}

function luma(rgba: Uint8Array): Float32Array {
  const gray = new Float32Array(rgba.length / 4);
  for (let i = 0; i < gray.length; i++) {
    gray[i] = 0.2126 * rgba[4 * i]! + 0.7152 * rgba[4 * i + 1]! + 0.0722 * rgba[4 * i + 2]!;
  }
  return gray;
}

/** The blur along a direction, (1, 0) or (0, 1). */
function blurAlong(
  image: Float32Array,
  weights: ArrayLike<number>,
  width: number,
  height: number,
  dx: number,
  dy: number,
): Float32Array {
  const out = new Float32Array(image.length);
  const radius = weights.length >> 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = -radius; k <= radius; k++) {
        const column = Math.min(Math.max(x + k * dx, 0), width - 1);
        const row = Math.min(Math.max(y + k * dy, 0), height - 1);
        sum += weights[k + radius]! * image[row * width + column]!;
      }
      out[y * width + x] = sum;
    }
  }
  return out;
}
