import { gradientStep, logisticGradient } from "../../kernels/ml.ts";
import { type Pool, SharedArray } from "../../mod.ts";
import { type DataSet, FEATURES } from "./data_set.ts";

/** How far a step goes along the gradient. */
export const RATE = 1;

// Of the rows alone, never of the workers: so every sum is taken in the same order on any number of them.
const BLOCK_SIZE = 4096;

/** What was learnt. */
export interface Model {
  /** One weight a feature, and the bias. */
  weights: Float64Array;
  /** The mean loss before each step. */
  losses: number[];
}

/** Logistic regression on all workers of a pool: they sum the gradient over blocks of rows, this thread takes the steps. */
export async function train(pool: Pool, { features, labels }: DataSet, steps: number): Promise<Model> {
  const blocks = Math.ceil(labels.length / BLOCK_SIZE);
  using weights = new SharedArray("f64", FEATURES + 1);
  using partials = new SharedArray("f64", blocks * (FEATURES + 2));
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    await pool.parallelFor(blocks, logisticGradient, [features, labels, weights, partials, BLOCK_SIZE]);
    losses.push(gradientStep(partials, weights, RATE, labels.length));
  }
  return { weights: new Float64Array(weights.view), losses };
}
