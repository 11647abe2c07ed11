/**
 * Sums up a text file of temperatures, `station;temperature` in each line: the least, the mean and the greatest of each
 * station, as in the One Billion Row Challenge. Compares the speeds of all workers, of one, and of plain TypeScript.
 *
 * ```sh
 * deno run --allow-read --allow-write examples/rows.ts
 * deno run --allow-read --allow-write examples/rows.ts 20000000 --workers 2
 * ```
 *
 * The argument is the number of lines. They are made up, the same ones each time, and their file is removed in the end.
 *
 * @module
 */
import { join } from "node:path";
import { Pool, SharedArray } from "../mod.ts";
import { stationLines } from "./rows/station.ts";
import { sumUp } from "./rows/sum_up.ts";
import { sumUpPlainly } from "./rows/sum_up_plainly.ts";
import { writeRows } from "./rows/write_rows.ts";
import { compareSpeeds } from "./support/compare_speeds.ts";
import { type Arguments, readArguments } from "./support/read_arguments.ts";

const DEFAULT_ROWS = 1_000_000;

/** Runs the example, and returns what it has to say. */
export async function main({ size: count, workers }: Arguments): Promise<string> {
  const bytes = await rowsInFile(count);
  using text = new SharedArray("u8", bytes);
  await using alone = new Pool(1);
  await using all = new Pool(workers);
  const stations = await sumUp(all, text);
  const speeds = await compareSpeeds([
    { name: "plain TypeScript", run: () => sumUpPlainly(bytes) },
    { name: "1 worker", run: () => sumUp(alone, text) },
    { name: `${workers} workers`, run: () => sumUp(all, text) },
  ]);
  const megabytes = (bytes.length / 1e6).toFixed(1);
  return `${stationLines(stations).join("\n")}\n\n${count} lines, ${megabytes} MB\n${speeds}`;
}

async function rowsInFile(count: number): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rows.txt");
    await writeRows(path, count);
    return await Deno.readFile(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) console.log(await main(readArguments(Deno.args, DEFAULT_ROWS)));
