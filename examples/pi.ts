/**
 * Finds π by throwing points at a square and counting those in the circle's quarter, and compares the speeds of all workers, of
 * one, and of plain TypeScript.
 *
 * ```sh
 * deno run --allow-read examples/pi.ts
 * deno run --allow-read examples/pi.ts 2000000000 --workers 2
 * ```
 *
 * The argument is the number of points, at most 2³¹ − 1. Each point depends on the seed and its number alone, so the result is
 * the same on any number of workers.
 *
 * @module
 */
import { circleHits } from "../kernels/stats.ts";
import { Pool } from "../mod.ts";
import { throwPlainly } from "./pi/throw_plainly.ts";
import { compareSpeeds } from "./support/compare_speeds.ts";
import { type Arguments, readArguments } from "./support/read_arguments.ts";

const DEFAULT_POINTS = 50_000_000;
const SEED = 42n;

/** Runs the example, and returns what it has to say. */
export async function main({ size: count, workers }: Arguments): Promise<string> {
  await using alone = new Pool(1);
  await using all = new Pool(workers);
  const pi = await estimatePi(all, count);
  const speeds = await compareSpeeds([
    { name: "plain TypeScript", run: () => throwPlainly(count, Number(SEED)) },
    { name: "1 worker", run: () => estimatePi(alone, count) },
    { name: `${workers} workers`, run: () => estimatePi(all, count) },
  ]);
  const deviation = 4 * Math.sqrt(Math.PI / 4 * (1 - Math.PI / 4) / count);
  return `${count} points: π ≈ ${pi.toFixed(6)} ± ${deviation.toFixed(6)}\n${speeds}`;
}

/** 4 times the part of the points that lie in the circle. */
export async function estimatePi(pool: Pool, count: number): Promise<number> {
  return 4 * await pool.reduce(count, circleHits, [SEED], "sum") / count;
}

if (import.meta.main) console.log(await main(readArguments(Deno.args, DEFAULT_POINTS)));
