import { random } from "../support/random.ts";

/** Bodies that attract each other. An array of vectors has all x, then all y, then all z. */
export interface Bodies {
  places: Float64Array;
  velocities: Float64Array;
  masses: Float64Array;
}

const SEED = 3;

/** A ball of `count` bodies, of mass 1 in all and radius 1, that turns about its axis: the same one each time. */
export function ballOfBodies(count: number): Bodies {
  const next = random(SEED);
  const places = new Float64Array(3 * count);
  const velocities = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    let x, y, z;
    do [x, y, z] = [2 * next() - 1, 2 * next() - 1, 2 * next() - 1]; while (x * x + y * y + z * z > 1);
    places[i] = x;
    places[count + i] = y;
    places[2 * count + i] = z;
    velocities[i] = -0.5 * y;
    velocities[count + i] = 0.5 * x;
  }
  return { places, velocities, masses: new Float64Array(count).fill(1 / count) };
}
