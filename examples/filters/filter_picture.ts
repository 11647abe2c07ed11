import { blurColumns, blurRows, grayscale, resizeBilinear, sobel } from "../../kernels/image.ts";
import { type Pool, SharedArray } from "../../mod.ts";
import { gaussianWeights } from "../sky/gaussian_weights.ts";
import type { Picture } from "../server/decode_picture.ts";

/** How far the blur reaches, which keeps the edges of noise out. */
export const BLUR_SIGMA = 2;
/** Three standard deviations. */
export const BLUR_RADIUS = 6;

/** The edges of a picture: how steep the luma is at each pixel. */
export interface Edges {
  width: number;
  height: number;
  steepness: Float32Array;
}

/**
 * Resizes a picture to a width and finds its edges, on all workers of a pool: luma, Gaussian blur, Sobel's operator. The pixels
 * lie in arrays that all workers share; each kernel takes ranges of rows.
 */
export async function filterPicture(pool: Pool, picture: Picture, width: number): Promise<Edges> {
  const height = Math.max(1, Math.round(picture.height * width / picture.width));
  using source = new SharedArray("u8", picture.rgba);
  using rgba = new SharedArray("u8", 4 * width * height);
  const sizes = [picture.width, picture.height, rgba, width, height, 4] as const;
  await pool.parallelFor(height, resizeBilinear, [source, ...sizes]);

  using gray = new SharedArray("f32", width * height);
  using blurred = new SharedArray("f32", width * height);
  using weights = new SharedArray("f32", gaussianWeights(BLUR_SIGMA, BLUR_RADIUS));
  await pool.parallelFor(width * height, grayscale, [rgba, gray]);
  await pool.parallelFor(height, blurRows, [gray, blurred, weights, BLUR_RADIUS, width]);
  await pool.parallelFor(height, blurColumns, [blurred, gray, weights, BLUR_RADIUS, width, height]);
  await pool.parallelFor(height, sobel, [gray, blurred, width, height]);
  return { width, height, steepness: new Float32Array(blurred.view) };
}
