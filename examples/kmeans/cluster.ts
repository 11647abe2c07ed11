import { kmeansAssign, kmeansUpdate } from "../../kernels/ml.ts";
import { type Pool, SharedArray } from "../../mod.ts";
import { CLUMPS, DIMENSIONS } from "./clumps.ts";
import { firstCentres } from "./first_centres.ts";

// Of the points alone, never of the workers: so every sum is taken in the same order on any number of them.
const BLOCK_SIZE = 4096;

/** What k-means found. */
export interface Clusters {
  centres: Float64Array;
  /** The cluster of each point. */
  labels: Int32Array;
  /** Before each step, the mean squared distance of the points to their centres. */
  losses: number[];
}

/** K-means on all workers of a pool: in each step they assign blocks of points, and this thread moves the centres. */
export async function cluster(pool: Pool, points: SharedArray<"f64">, steps: number): Promise<Clusters> {
  const count = points.length / DIMENSIONS;
  const blocks = Math.ceil(count / BLOCK_SIZE);
  using centres = new SharedArray("f64", firstCentres(points.view, DIMENSIONS, CLUMPS));
  using labels = new SharedArray("i32", count);
  using partials = new SharedArray("f64", blocks * ((DIMENSIONS + 1) * CLUMPS + 1));
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    await pool.parallelFor(blocks, kmeansAssign, [points, centres, labels, partials, DIMENSIONS, BLOCK_SIZE]);
    losses.push(kmeansUpdate(partials, centres, DIMENSIONS) / count);
  }
  return { centres: new Float64Array(centres.view), labels: new Int32Array(labels.view), losses };
}
