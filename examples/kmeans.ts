/**
 * Finds clumps among random points with k-means, and compares the speeds of all workers, of one, and of plain TypeScript.
 *
 * ```sh
 * deno run --allow-read --allow-write examples/kmeans.ts
 * deno run --allow-read --allow-write examples/kmeans.ts 2000000 --workers 2 --out /tmp
 * ```
 *
 * The argument is the number of points. The loss after each step goes into a chart, an SVG file.
 *
 * @module
 */
import { join } from "node:path";
import { Pool } from "../mod.ts";
import { CLUMPS, clumps, DIMENSIONS } from "./kmeans/clumps.ts";
import { cluster } from "./kmeans/cluster.ts";
import { clusterPlainly } from "./kmeans/cluster_plainly.ts";
import { compareSpeeds } from "./support/compare_speeds.ts";
import { lineChart } from "./support/line_chart.ts";
import { type Arguments, readArguments } from "./support/read_arguments.ts";

const DEFAULT_POINTS = 300_000;
const STEPS = 10;

/** Runs the example, and returns what it has to say. */
export async function main({ size: count, workers, out }: Arguments): Promise<string> {
  await using alone = new Pool(1);
  await using all = new Pool(workers);
  using data = await clumps(all, count);
  const { labels, losses } = await cluster(all, data.points, STEPS);

  await Deno.mkdir(out, { recursive: true });
  const path = join(out, "kmeans_loss.svg");
  const title = `k-means: ${count} points of ${DIMENSIONS} dimensions, ${CLUMPS} clusters`;
  await Deno.writeTextFile(path, lineChart(losses, { title, x: "step", y: "mean squared distance" }));

  const plain = new Float64Array(data.points.view);
  const speeds = await compareSpeeds([
    { name: "plain TypeScript", run: () => clusterPlainly(plain, STEPS) },
    { name: "1 worker", run: () => cluster(alone, data.points, STEPS) },
    { name: `${workers} workers`, run: () => cluster(all, data.points, STEPS) },
  ]);
  return `${count} points, ${(100 * accuracy(labels)).toFixed(2)} % with their clump, mean squared distance ${
    losses.at(-1)!.toFixed(3)
  }: ${path}\n${speeds}`;
}

/** The part of the points that are in the cluster of most of their clump. */
export function accuracy(labels: Int32Array): number {
  let right = 0;
  for (let clump = 0; clump < CLUMPS; clump++) {
    const counts = new Int32Array(CLUMPS);
    for (let i = clump; i < labels.length; i += CLUMPS) counts[labels[i]!]!++;
    right += Math.max(...counts);
  }
  return right / labels.length;
}

if (import.meta.main) console.log(await main(readArguments(Deno.args, DEFAULT_POINTS)));
