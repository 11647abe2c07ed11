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
import { decodePicture, type Picture } from "./sky/decode_picture.ts";
import { findObjects, type SearchOptions } from "./sky/find_objects.ts";
import { median } from "./sky/median.ts";
import { readSettings } from "./sky/read_settings.ts";

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
  const settings = readSettings(Deno.args, cpuCount());
  if (settings.help) return console.log(HELP);

  const path = settings.image ?? fileURLToPath(new URL("./data/hubble_deep_field.jpg", import.meta.url));
  const picture = decodePicture(await Deno.readFile(path));
  const megapixels = (picture.width * picture.height / 1e6).toFixed(1);
  console.log(`${basename(path)}: ${picture.width} x ${picture.height} (${megapixels} megapixels)`);

  const alone = await timedSearch(picture, 1, settings);
  const all = settings.workers === 1 ? alone : await timedSearch(picture, settings.workers, settings);
  const csv = catalogueCsv(all.objects);
  if (csv !== catalogueCsv(alone.objects)) {
    throw new Error(`The catalogue differs on 1 and on ${settings.workers} workers`);
  }
  console.log(
    `${all.objects.length} objects at ${settings.sigma} sigma, of ${settings.minArea} pixels or more`,
  );

  const out = settings.out ?? fileURLToPath(new URL("./out", import.meta.url));
  await Deno.mkdir(out, { recursive: true });
  const stem = join(out, basename(path, extname(path)));
  const { width, height, rgba } = annotate(picture, all.objects);
  await Deno.writeFile(`${stem}_objects.png`, encodePng({ width, height, data: rgba, channels: 4 }));
  await Deno.writeTextFile(`${stem}_objects.csv`, csv);
  console.log(`Wrote ${stem}_objects.png and .csv`);

  console.log(`\nFrom decoded pixels to catalogue, median of ${RUNS} runs on warm workers:`);
  console.log(`  1 worker   ${alone.milliseconds.toFixed(1).padStart(8)} ms`);
  if (all === alone) return;
  console.log(`  ${settings.workers} workers  ${all.milliseconds.toFixed(1).padStart(8)} ms`);
  console.log(`  speed-up   ${(alone.milliseconds / all.milliseconds).toFixed(2).padStart(8)} x`);
}

/** Searches a picture several times on a new pool, whose start is not timed, nor the first calls of its functions. */
async function timedSearch(
  picture: Picture,
  workers: number,
  options: SearchOptions,
): Promise<{ objects: SkyObject[]; milliseconds: number }> {
  await using pool = new Pool(workers);
  const top = topOf(picture, WARM_UP_ROWS);
  const warm = performance.now() + WARM_UP_MS;
  while (performance.now() < warm) await findObjects(pool, top, options);

  let objects: SkyObject[] = [];
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    objects = await findObjects(pool, picture, options);
    times.push(performance.now() - start);
  }
  return { objects, milliseconds: median(times) };
}

function topOf({ width, height, rgba }: Picture, rows: number): Picture {
  rows = Math.min(rows, height);
  return { width, height: rows, rgba: rgba.subarray(0, 4 * width * rows) };
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exitCode = 1;
  }
}
