/**
 * Learns to tell two classes of random rows with logistic regression, and compares the speeds of all workers, of one, and of
 * plain TypeScript.
 *
 * ```sh
 * deno run --allow-read --allow-write examples/logistic.ts
 * deno run --allow-read --allow-write examples/logistic.ts 1000000 --workers 2 --out /tmp
 * ```
 *
 * The argument is the number of rows. The loss before each step goes into a chart, an SVG file.
 *
 * @module
 */
import { join } from "node:path";
import { predictLogistic } from "../kernels/ml.ts";
import { Pool, SharedArray } from "../mod.ts";
import { type DataSet, dataSet } from "./logistic/data_set.ts";
import { train } from "./logistic/train.ts";
import { trainPlainly } from "./logistic/train_plainly.ts";
import { compareSpeeds } from "./support/compare_speeds.ts";
import { lineChart } from "./support/line_chart.ts";
import { type Arguments, readArguments } from "./support/read_arguments.ts";

const DEFAULT_ROWS = 200_000;
const STEPS = 50;
// Rows that were not learnt from.
const UNSEEN_SEED = 99n;
const UNSEEN_ROWS = 20_000;

/** Runs the example, and returns what it has to say. */
export async function main({ size: rows, workers, out }: Arguments): Promise<string> {
  await using alone = new Pool(1);
  await using all = new Pool(workers);
  using data = await dataSet(all, rows);
  using unseen = await dataSet(all, UNSEEN_ROWS, UNSEEN_SEED);
  const { weights, losses } = await train(all, data, STEPS);

  await Deno.mkdir(out, { recursive: true });
  const path = join(out, "logistic_loss.svg");
  const title = `Logistic regression on ${rows} rows`;
  await Deno.writeTextFile(path, lineChart(losses, { title, x: "step", y: "mean loss" }));

  const [features, labels] = [new Float64Array(data.features.view), new Float64Array(data.labels.view)];
  const speeds = await compareSpeeds([
    { name: "plain TypeScript", run: () => trainPlainly(features, labels, STEPS) },
    { name: "1 worker", run: () => train(alone, data, STEPS) },
    { name: `${workers} workers`, run: () => train(all, data, STEPS) },
  ]);
  const right = (100 * await accuracy(all, unseen, weights)).toFixed(2);
  return `${rows} rows, ${right} % of unseen ones told right, mean loss ${
    losses.at(-1)!.toFixed(4)
  }: ${path}\n${speeds}`;
}

/** The part of the rows whose class is the more probable one. */
export async function accuracy(pool: Pool, data: DataSet, model: Float64Array): Promise<number> {
  using weights = new SharedArray("f64", model);
  using probabilities = new SharedArray("f64", data.labels.length);
  await pool.parallelFor(probabilities.length, predictLogistic, [data.features, weights, probabilities]);
  const labels = data.labels.view;
  return probabilities.view.filter((p, i) => (p > 0.5) === (labels[i] === 1)).length / labels.length;
}

if (import.meta.main) console.log(await main(readArguments(Deno.args, DEFAULT_ROWS)));
