import { blurColumns, blurRows, grayscale } from "../../kernels/image.ts";
import { importTasks, type Pool, SharedArray } from "../../mod.ts";
import { catalogue, type SkyObject } from "./catalogue.ts";
import type { Picture } from "../server/decode_picture.ts";
import { gaussianWeights } from "./gaussian_weights.ts";
import { joinBands } from "./join_bands.ts";
import { median } from "./median.ts";
import { mendLevels } from "./mend_levels.ts";
import { meshFor } from "./mesh.ts";

const tasks = importTasks<typeof import("./tasks.ts")>(import.meta.resolve("./tasks.ts"));

// The division into bands depends on the picture alone, never on the workers: so every sum is taken in the same order,
// and the catalogue is the same to the last bit on any number of them.
const BAND_HEIGHT = 32;

// The width of a point of light in a sharp picture: noise averages out under it, faint points do not.
const BLUR_SIGMA = 1;
const BLUR_RADIUS = 3;

// What rounding to whole gray levels does to a picture, were it free of any other noise.
const ROUNDING_NOISE = 1 / Math.sqrt(12);

/** What counts as an object. */
export interface SearchOptions {
  /** How far its smoothed pixels are above the background, in standard deviations of the noise (default 3) */
  sigma?: number;
  /** How many of them touch, at the least (default 5) */
  minArea?: number;
}

/**
 * Finds the objects in a picture of the sky on all workers of a pool: what is brighter than the background there, and hangs
 * together. The method is SExtractor's, without its deblending (Bertin & Arnouts 1996, A&AS 117, 393): objects that touch
 * are one.
 *
 * The pixels lie in arrays that all workers share: kernels take ranges of them, functions take bands of rows. Nothing but row
 * numbers and the tables of measurements travels.
 */
export async function findObjects(
  pool: Pool,
  picture: Picture,
  { sigma = 3, minArea = 5 }: SearchOptions = {},
): Promise<SkyObject[]> {
  const { width, height } = picture;
  const bands = bandsOf(height);
  const mesh = meshFor(width, height);

  using rgba = new SharedArray("u8", picture.rgba);
  using signal = new SharedArray("f32", width * height);
  await pool.parallelFor(width * height, grayscale, [rgba, signal]);

  using levels = new SharedArray("f32", mesh.columns * mesh.rows);
  using noises = new SharedArray("f32", mesh.columns * mesh.rows);
  const meshRows = Array.from({ length: mesh.rows }, (_, row) => row);
  await pool.starmap(tasks.sky, meshRows.map((row) => [signal, mesh, levels, noises, row]));
  const noise = Math.max(median(noises.view), ROUNDING_NOISE);
  mendLevels(levels.view, mesh, noise);
  await pool.starmap(tasks.subtract, bands.map(([from, to]) => [signal, mesh, levels, from, to]));

  using weights = new SharedArray("f32", gaussianWeights(BLUR_SIGMA, BLUR_RADIUS));
  using half = new SharedArray("f32", width * height);
  using smooth = new SharedArray("f32", width * height);
  await pool.parallelFor(height, blurRows, [signal, half, weights, BLUR_RADIUS, width]);
  await pool.parallelFor(height, blurColumns, [half, smooth, weights, BLUR_RADIUS, width, height]);

  using forest = new SharedArray("i32", width * height);
  const threshold = sigma * noise;
  await pool.starmap(tasks.label, bands.map(([from, to]) => [smooth, threshold, forest, width, from, to]));
  joinBands(forest.view, width, bands.map(([from]) => from));

  const tables = await pool.starmap(
    tasks.measure,
    bands.map(([from, to]) => [signal, smooth, forest, width, from, to]),
  );
  return catalogue(tables, minArea);
}

/** The first row of each band, and the row after its last. */
function bandsOf(height: number): [number, number][] {
  const bands: [number, number][] = [];
  for (let from = 0; from < height; from += BAND_HEIGHT) {
    bands.push([from, Math.min(from + BAND_HEIGHT, height)]);
  }
  return bands;
}
