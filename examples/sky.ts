/**
 * Counts the galaxies and stars in a picture of the sky, on all cores.
 *
 * ```sh
 * deno task demo            # the Hubble Deep Field
 * deno task demo sky.jpg --sigma 4
 * ```
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { basename, extname, join } from "node:path";
import { encode as encodePng } from "npm:fast-png@8.0.0";
import { cpuCount, Pool } from "../mod.ts";
import { annotate } from "./sky/annotate.ts";
import type { SkyObject } from "./sky/catalogue.ts";
import { catalogueCsv } from "./sky/catalogue_csv.ts";
import { decodePicture, type Picture } from "./server/decode_picture.ts";
import { findObjects, type SearchOptions } from "./sky/find_objects.ts";
import { median } from "./sky/median.ts";
import { readSettings, type Settings } from "./sky/read_settings.ts";

const HELP = `Counts the objects in a picture of the sky, on all cores.

Usage: deno task demo [image] [options]

  image            a JPEG or PNG file (default: the Hubble Deep Field)
  --workers N      how many workers (default: one for each core)
  --sigma K        how far above the background an object is, in standard deviations of the noise (default: 3)
  --min-area N     the least number of pixels of an object (default: 5)
  --out DIR        where to write the annotated picture and the catalogue (default: examples/out)
  --help           this text`;

const RUNS = 3;
// Long enough for each of some dozen workers to have started, and to have run every function many times.
const WARM_UP_MS = 1000;
const WARM_UP_ROWS = 256;

async function main(): Promise<void> {
  const input = await readInput().catch(refuse);
  if (input === undefined) return;
  const { settings, path, picture } = input;
  const megapixels = (picture.width * picture.height / 1e6).toFixed(1);
  console.log(`${basename(path)}: ${picture.width} x ${picture.height} (${megapixels} megapixels)`);

  await using alone = new Pool(1);
  await using all = settings.workers === 1 ? null : new Pool(settings.workers);
  const searches = await timedSearches(picture, all === null ? [alone] : [alone, all], settings);
  const [{ objects }] = searches;
  const csv = catalogueCsv(objects);
  if (searches.some((search) => catalogueCsv(search.objects) !== csv)) {
    throw new Error(`The catalogue differs on 1 and on ${settings.workers} workers`);
  }
  console.log(`${objects.length} objects at ${settings.sigma} sigma, of ${settings.minArea} pixels or more`);

  const out = settings.out ?? fileURLToPath(new URL("./out", import.meta.url));
  await Deno.mkdir(out, { recursive: true });
  const stem = join(out, basename(path, extname(path)));
  const { width, height, rgba } = annotate(picture, objects);
  await Deno.writeFile(`${stem}_objects.png`, encodePng({ width, height, data: rgba, channels: 4 }));
  await Deno.writeTextFile(`${stem}_objects.csv`, csv);
  console.log(`Wrote ${stem}_objects.png and .csv`);

  console.log(`\nFrom decoded pixels to catalogue, median of ${RUNS} runs on warm workers:`);
  const [one, many] = searches.map(({ times }) => median(times));
  console.log(`  1 worker   ${one!.toFixed(1).padStart(8)} ms`);
  if (many === undefined) return;
  console.log(`  ${settings.workers} workers  ${many.toFixed(1).padStart(8)} ms`);
  console.log(`  speed-up   ${(one! / many).toFixed(2).padStart(8)} x`);
}

interface Input {
  settings: Settings;
  path: string;
  picture: Picture;
}

/** Reads the words of the command line, and the picture that they name; nothing if they ask for help only. */
async function readInput(): Promise<Input | undefined> {
  const settings = readSettings(Deno.args, cpuCount());
  if (settings.help) return void console.log(HELP);
  const path = settings.image ?? fileURLToPath(new URL("./data/hubble_deep_field.jpg", import.meta.url));
  return { settings, path, picture: decodePicture(await Deno.readFile(path)) };
}

function refuse(error: Error): void {
  console.error(error.message);
  Deno.exitCode = 1;
}

interface TimedSearch {
  objects: SkyObject[];
  /** In milliseconds, one a run */
  times: number[];
}

/**
 * Searches a picture several times on each pool, turn by turn, so that what else the machine does falls on all of them.
 * The start of the workers is not timed, nor their first calls of each function.
 */
async function timedSearches(
  picture: Picture,
  pools: Pool[],
  options: SearchOptions,
): Promise<[TimedSearch, ...TimedSearch[]]> {
  const top = topOf(picture, WARM_UP_ROWS);
  for (const pool of pools) {
    const warm = performance.now() + WARM_UP_MS;
    while (performance.now() < warm) await findObjects(pool, top, options);
  }
  const searches = pools.map((): TimedSearch => ({ objects: [], times: [] }));
  for (let run = 0; run < RUNS; run++) {
    for (const [i, pool] of pools.entries()) {
      const start = performance.now();
      searches[i]!.objects = await findObjects(pool, picture, options);
      searches[i]!.times.push(performance.now() - start);
    }
  }
  return searches as [TimedSearch, ...TimedSearch[]];
}

function topOf({ width, height, rgba }: Picture, rows: number): Picture {
  rows = Math.min(rows, height);
  return { width, height: rows, rgba: rgba.subarray(0, 4 * width * rows) };
}

if (import.meta.main) await main();
