/**
 * Finds the edges in a picture of the sky with the library's image kernels, and compares the speeds of all workers, of one, and
 * of plain TypeScript.
 *
 * ```sh
 * deno run --allow-read --allow-write examples/filters.ts        # the picture at its own width
 * deno run --allow-read --allow-write examples/filters.ts 4000 --workers 2 --out /tmp
 * ```
 *
 * The argument is the width to which the picture is resized first.
 *
 * @module
 */
import { join } from "node:path";
import { encode as encodePng } from "npm:fast-png@8.0.0";
import { Pool } from "../mod.ts";
import { filterPicture } from "./filters/filter_picture.ts";
import { filterPicturePlainly } from "./filters/filter_picture_plainly.ts";
import { decodePicture } from "./server/decode_picture.ts";
import { compareSpeeds } from "./support/compare_speeds.ts";
import { type Arguments, readArguments } from "./support/read_arguments.ts";

const PICTURE = new URL("./data/hubble_deep_field.jpg", import.meta.url);
const DEFAULT_WIDTH = 2000;

/** Runs the example, and returns what it has to say. */
export async function main({ size: width, workers, out }: Arguments): Promise<string> {
  const picture = decodePicture(await Deno.readFile(PICTURE));
  await using alone = new Pool(1);
  await using all = new Pool(workers);
  const edges = await filterPicture(all, picture, width);

  await Deno.mkdir(out, { recursive: true });
  const path = join(out, "edges.png");
  // Steepness has no natural white: the root lifts what is faint.
  const white = Math.sqrt(edges.steepness.reduce((most, value) => Math.max(most, value), 0)) || 1;
  const data = Uint8Array.from(edges.steepness, (value) => 255 * Math.sqrt(value) / white);
  await Deno.writeFile(path, encodePng({ width, height: edges.height, data, channels: 1 }));

  const speeds = await compareSpeeds([
    { name: "plain TypeScript", run: () => filterPicturePlainly(picture, width) },
    { name: "1 worker", run: () => filterPicture(alone, picture, width) },
    { name: `${workers} workers`, run: () => filterPicture(all, picture, width) },
  ]);
  return `Edges of ${width} x ${edges.height} pixels: ${path}\n${speeds}`;
}

if (import.meta.main) console.log(await main(readArguments(Deno.args, DEFAULT_WIDTH)));
