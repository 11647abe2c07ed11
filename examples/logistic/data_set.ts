import { randomNormal } from "../../kernels/stats.ts";
import { type Pool, SharedArray } from "../../mod.ts";

/** The numbers of one row. */
export const FEATURES = 16;

const SEED = 7n;
const NOISE = 0.5;

/** Rows of numbers with the class, 0 or 1, that each belongs to. */
export interface DataSet extends Disposable {
  readonly features: SharedArray<"f64">;
  readonly labels: SharedArray<"f64">;
}

/**
 * Makes `count` rows of normally distributed numbers, the same ones each time for a `seed`. A row is of class 1 if its sum with
 * weights 1, −1/2, 1/3, −1/4, … is above 0, but for some noise.
 */
export async function dataSet(pool: Pool, count: number, seed = SEED): Promise<DataSet> {
  const features = new SharedArray("f64", count * FEATURES);
  const labels = new SharedArray("f64", count);
  await pool.parallelFor(features.length, randomNormal, [features, seed, 0, 1]);
  await pool.parallelFor(count, randomNormal, [labels, seed + 1n, 0, NOISE]);
  const [rows, classes] = [features.view, labels.view];
  for (let i = 0; i < count; i++) {
    let score = classes[i]!;
    for (let j = 0; j < FEATURES; j++) score += rows[i * FEATURES + j]! * (j % 2 === 0 ? 1 : -1) / (j + 1);
    classes[i] = Number(score > 0);
  }
  return {
    features,
    labels,
    [Symbol.dispose]: () => [features, labels].forEach((array) => array[Symbol.dispose]()),
  };
}
