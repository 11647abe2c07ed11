import { CLUMPS, DIMENSIONS } from "./clumps.ts";
import type { Clusters } from "./cluster.ts";
import { firstCentres } from "./first_centres.ts";

/** What `cluster` does, in plain TypeScript on this thread. */
export function clusterPlainly(points: Float64Array, steps: number): Clusters {
  const count = points.length / DIMENSIONS;
  const centres = firstCentres(points, DIMENSIONS, CLUMPS);
  const labels = new Int32Array(count);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const sums = new Float64Array(centres.length), members = new Int32Array(CLUMPS);
    let loss = 0;
    for (let i = 0; i < count; i++) {
      let nearest = 0, least = Infinity;
      for (let c = 0; c < CLUMPS; c++) {
        let distance = 0;
        for (let d = 0; d < DIMENSIONS; d++) {
          const difference = points[i * DIMENSIONS + d]! - centres[c * DIMENSIONS + d]!;
          distance += difference * difference;
        }
        if (distance < least) [nearest, least] = [c, distance];
      }
      labels[i] = nearest;
      members[nearest]!++;
      loss += least;
      for (let d = 0; d < DIMENSIONS; d++) sums[nearest * DIMENSIONS + d]! += points[i * DIMENSIONS + d]!;
    }
    losses.push(loss / count);
    for (let i = 0; i < centres.length; i++) {
      const size = members[Math.floor(i / DIMENSIONS)]!;
      if (size > 0) centres[i] = sums[i]! / size;
    }
  }
  return { centres, labels, losses };
}
