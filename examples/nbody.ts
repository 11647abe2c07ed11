/**
 * Moves bodies that attract each other, and compares the speeds of all workers, of one, and of plain TypeScript.
 *
 * ```sh
 * deno run --allow-read examples/nbody.ts
 * deno run --allow-read examples/nbody.ts 10000 --workers 2
 * ```
 *
 * The argument is the number of bodies. The energy of all should stay what it is: by how much it drifts says how good the
 * simulation is.
 *
 * @module
 */
import { Pool } from "../mod.ts";
import { ballOfBodies } from "./nbody/bodies.ts";
import { simulate, TIME_STEP } from "./nbody/simulate.ts";
import { simulatePlainly } from "./nbody/simulate_plainly.ts";
import { compareSpeeds } from "./support/compare_speeds.ts";
import { type Arguments, readArguments } from "./support/read_arguments.ts";

const DEFAULT_BODIES = 1500;
const STEPS = 10;

/** Runs the example, and returns what it has to say. */
export async function main({ size: count, workers }: Arguments): Promise<string> {
  const bodies = ballOfBodies(count);
  await using alone = new Pool(1);
  await using all = new Pool(workers);
  const { energies: [before, after] } = await simulate(all, bodies, STEPS);
  const speeds = await compareSpeeds([
    { name: "plain TypeScript", run: () => simulatePlainly(bodies, STEPS) },
    { name: "1 worker", run: () => simulate(alone, bodies, STEPS) },
    { name: `${workers} workers`, run: () => simulate(all, bodies, STEPS) },
  ]);
  const drift = Math.abs((after - before) / before).toExponential(1);
  return `${count} bodies, ${STEPS} steps of ${TIME_STEP}: energy ${
    before.toFixed(6)
  }, drift ${drift}\n${speeds}`;
}

if (import.meta.main) console.log(await main(readArguments(Deno.args, DEFAULT_BODIES)));
