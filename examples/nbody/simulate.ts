import { type Pool, SharedArray } from "../../mod.ts";
import type { Bodies } from "./bodies.ts";
import { accelerate, advance, energy } from "./generated/nbody.kernels.ts";

/** Keeps bodies that come close from being flung away. */
export const SOFTENING = 0.05;
export const TIME_STEP = 0.002;

/** Where bodies are after a while, and their energy, which physics keeps as it is, before and after. */
export interface Simulation {
  places: Float64Array;
  energies: [before: number, after: number];
}

/** Moves bodies on all workers of a pool: half a step of the velocities, one of the places, half a one of the velocities. */
export async function simulate(pool: Pool, bodies: Bodies, steps: number): Promise<Simulation> {
  const count = bodies.masses.length;
  using places = new SharedArray("f64", bodies.places);
  using velocities = new SharedArray("f64", bodies.velocities);
  using masses = new SharedArray("f64", bodies.masses);
  using accelerations = new SharedArray("f64", 3 * count);

  const totalEnergy = () => pool.reduce(count, energy, [places, velocities, masses, SOFTENING], "sum");
  const pull = () => pool.parallelFor(count, accelerate, [places, masses, accelerations, SOFTENING]);
  const move = (values: SharedArray<"f64">, rates: SharedArray<"f64">, time: number) =>
    pool.parallelFor(3 * count, advance, [values, rates, time]);

  const before = await totalEnergy();
  await pull();
  for (let step = 0; step < steps; step++) {
    await move(velocities, accelerations, TIME_STEP / 2);
    await move(places, velocities, TIME_STEP);
    await pull();
    await move(velocities, accelerations, TIME_STEP / 2);
  }
  return { places: new Float64Array(places.view), energies: [before, await totalEnergy()] };
}
