// Bodies that attract each other. An array of vectors has all x, then all y, then all z.
import { ReadonlySlice, requires, Slice } from "multicore";

/**
 * The accelerations of the bodies `from … to` by the gravity of all: Σ m·d/(|d|² + ε²)^1.5, where ε is the `softening`. Two
 * bodies at a time, each in its half of the vectors; the last of an odd number is in both.
 */
export function accelerate(
  places: ReadonlySlice<f64>,
  masses: ReadonlySlice<f64>,
  accelerations: Slice<f64>,
  softening: f64,
  from: i32,
  to: i32,
): void {
  requires(masses.length >= to);
  requires(places.length >= 3 * masses.length);
  requires(accelerations.length >= 3 * masses.length);
  const count = masses.length;
  const softened = f64x2.splat(softening * softening);
  for (let first = from; first < to; first += 2) {
    const second = min(first + 1, to - 1);
    const x = pair(places[first], places[second]);
    const y = pair(places[count + first], places[count + second]);
    const z = pair(places[2 * count + first], places[2 * count + second]);
    let ax = f64x2.splat(0), ay = ax, az = ax;
    for (let other = 0; other < count; other++) {
      const dx = f64x2.sub(f64x2.splat(places[other]), x);
      const dy = f64x2.sub(f64x2.splat(places[count + other]), y);
      const dz = f64x2.sub(f64x2.splat(places[2 * count + other]), z);
      const flat = f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy));
      const squared = f64x2.add(f64x2.add(flat, f64x2.mul(dz, dz)), softened);
      const pull = f64x2.div(f64x2.splat(masses[other]), f64x2.mul(squared, f64x2.sqrt(squared)));
      ax = f64x2.add(ax, f64x2.mul(pull, dx));
      ay = f64x2.add(ay, f64x2.mul(pull, dy));
      az = f64x2.add(az, f64x2.mul(pull, dz));
    }
    setPair(accelerations, first, second, ax);
    setPair(accelerations, count + first, count + second, ay);
    setPair(accelerations, 2 * count + first, 2 * count + second, az);
  }
}

// @ts-ignore: decorator
@inline
function pair(first: f64, second: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

// @ts-ignore: decorator
@inline
function setPair(values: Slice<f64>, first: i32, second: i32, vector: v128): void {
  values[first] = f64x2.extract_lane(vector, 0);
  values[second] = f64x2.extract_lane(vector, 1);
}

/** Moves the numbers `from … to` on by a time, at their rates. */
export function advance(values: Slice<f64>, rates: ReadonlySlice<f64>, time: f64, from: i32, to: i32): void {
  for (let i = from; i < to; i++) values[i] += time * rates[i];
}

/** The part of the bodies `from … to` in the energy: that of their motion, and of each pair with a later body. */
export function energy(
  places: ReadonlySlice<f64>,
  velocities: ReadonlySlice<f64>,
  masses: ReadonlySlice<f64>,
  softening: f64,
  from: i32,
  to: i32,
): f64 {
  requires(masses.length >= to);
  requires(places.length >= 3 * masses.length);
  requires(velocities.length >= to);
  const count = masses.length;
  let sum = 0.0;
  for (let i = from; i < to; i++) {
    const x = places[i], y = places[count + i], z = places[2 * count + i];
    const vx = velocities[i], vy = velocities[count + i], vz = velocities[2 * count + i];
    sum += 0.5 * masses[i] * (vx * vx + vy * vy + vz * vz);
    for (let j = i + 1; j < count; j++) {
      const dx = places[j] - x, dy = places[count + j] - y, dz = places[2 * count + j] - z;
      sum -= masses[i] * masses[j] / Math.sqrt(dx * dx + dy * dy + dz * dz + softening * softening);
    }
  }
  return sum;
}
