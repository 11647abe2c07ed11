import { randomNormal, randomUniform } from "../../kernels/stats.ts";
import { type Pool, SharedArray } from "../../mod.ts";

/** The numbers of one point. */
export const DIMENSIONS = 8;
/** How many clumps of points there are. */
export const CLUMPS = 16;

const SEED = 20_26n;
const SPREAD = 40;
const DEVIATION = 10;

/** Points whose clumps are known: point i belongs to clump i mod `CLUMPS`. */
export interface Clumps extends Disposable {
  readonly points: SharedArray<"f64">;
  /** The middle of each clump. */
  readonly middles: Float64Array;
}

/** Makes `count` points, normally distributed around the middles of their clumps; the same ones each time. */
export async function clumps(pool: Pool, count: number): Promise<Clumps> {
  using places = new SharedArray("f64", CLUMPS * DIMENSIONS);
  await pool.parallelFor(places.length, randomUniform, [places, SEED, -SPREAD, SPREAD]);
  const middles = new Float64Array(places.view);
  const points = new SharedArray("f64", count * DIMENSIONS);
  await pool.parallelFor(points.length, randomNormal, [points, SEED + 1n, 0, DEVIATION]);
  const { view } = points;
  for (let i = 0; i < view.length; i++) view[i]! += middles[i % middles.length]!;
  return { points, middles, [Symbol.dispose]: () => points[Symbol.dispose]() };
}
