import type { Bodies } from "./bodies.ts";
import { SOFTENING, TIME_STEP } from "./simulate.ts";

/** What `simulate` does, in plain TypeScript. Gives the places. */
export function simulatePlainly({ masses, ...bodies }: Bodies, steps: number): Float64Array {
  const places = bodies.places.slice();
  const velocities = bodies.velocities.slice();
  const accelerations = new Float64Array(places.length);
  accelerate(places, masses, accelerations);
  for (let step = 0; step < steps; step++) {
    advance(velocities, accelerations, TIME_STEP / 2);
    advance(places, velocities, TIME_STEP);
    accelerate(places, masses, accelerations);
    advance(velocities, accelerations, TIME_STEP / 2);
  }
  return places;
}

function advance(values: Float64Array, rates: Float64Array, time: number): void {
  for (let i = 0; i < values.length; i++) values[i]! += time * rates[i]!;
}

function accelerate(places: Float64Array, masses: Float64Array, accelerations: Float64Array): void {
  const count = masses.length;
  for (let i = 0; i < count; i++) {
    const x = places[i]!, y = places[count + i]!, z = places[2 * count + i]!;
    let ax = 0, ay = 0, az = 0;
    for (let j = 0; j < count; j++) {
      const dx = places[j]! - x, dy = places[count + j]! - y, dz = places[2 * count + j]! - z;
      const squared = dx * dx + dy * dy + dz * dz + SOFTENING * SOFTENING;
      const pull = masses[j]! / (squared * Math.sqrt(squared));
      ax += pull * dx;
      ay += pull * dy;
      az += pull * dz;
    }
    accelerations[i] = ax;
    accelerations[count + i] = ay;
    accelerations[2 * count + i] = az;
  }
}
