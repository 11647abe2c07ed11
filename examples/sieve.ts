/**
 * Counts the primes below a number, and compares the speeds of all workers, of one, and of plain TypeScript.
 *
 * ```sh
 * deno run --allow-read examples/sieve.ts
 * deno run --allow-read examples/sieve.ts 2000000000 --workers 2
 * ```
 *
 * The argument is that number, at most 2³¹ − 1. The workers sieve ranges of the numbers below it, each by itself, and add up
 * what they count.
 *
 * @module
 */
import { countPrimes } from "../kernels/primes.ts";
import { Pool } from "../mod.ts";
import { countPlainly } from "./sieve/count_plainly.ts";
import { compareSpeeds } from "./support/compare_speeds.ts";
import { type Arguments, readArguments } from "./support/read_arguments.ts";

const DEFAULT_LIMIT = 100_000_000;

/** Runs the example, and returns what it has to say. */
export async function main({ size: limit, workers }: Arguments): Promise<string> {
  await using alone = new Pool(1);
  await using all = new Pool(workers);
  const count = await countOn(all, limit);
  const speeds = await compareSpeeds([
    { name: "plain TypeScript", run: () => countPlainly(limit) },
    { name: "1 worker", run: () => countOn(alone, limit) },
    { name: `${workers} workers`, run: () => countOn(all, limit) },
  ]);
  return `${count} primes below ${limit}, one in ${(limit / count).toFixed(2)} numbers\n${speeds}`;
}

/** How many primes there are below `limit`, counted on all workers of a pool. */
export async function countOn(pool: Pool, limit: number): Promise<number> {
  return await pool.reduce(limit, countPrimes, [], "sum");
}

if (import.meta.main) console.log(await main(readArguments(Deno.args, DEFAULT_LIMIT)));
