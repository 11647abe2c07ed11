/** The search for objects, end to end: on pools, in skies of which everything is known, and as a program. */
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { fileURLToPath } from "node:url";
import fc from "npm:fast-check@4.10.2";
import { decode as decodePng, encode as encodePng } from "npm:fast-png@8.0.0";
import { catalogueCsv } from "../../examples/sky/catalogue_csv.ts";
import type { SkyObject } from "../../examples/sky/catalogue.ts";
import { decodePicture, type Picture } from "../../examples/server/decode_picture.ts";
import { findObjects, type SearchOptions } from "../../examples/sky/find_objects.ts";
import { Pool } from "../../mod.ts";
import { generator, paintSky, type Sky, type Source } from "./synthetic_sky.ts";

describe("findObjects()", () => {
  it("finds every source of a sloping, noisy sky where it is and as bright as it is, and nothing else", async () => {
    await using pool = new Pool(2);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0 }), fc.integer({ min: 1, max: 30 }), async (seed, count) => {
        const sources = scattered(seed, count);
        const background = (x: number, y: number) => 15 + 0.01 * x + 0.005 * y;
        const objects = await findObjects(
          pool,
          paintSky({ width: 300, height: 250, sources, background, seed }),
        );
        assertRecovered(objects, sources);
      }),
      { numRuns: 15 },
    );
  });

  it("finds nothing in an empty sky", async () => {
    await using pool = new Pool(2);
    for (const noise of [0, 0.5, 3, 10]) {
      assertEquals(
        await findObjects(pool, paintSky({ width: 300, height: 200, noise, background: () => 40 })),
        [],
      );
    }
  });

  it("counts a source on the border between bands once, and one over many bands", async () => {
    const sources = [
      { x: 40, y: 31.5, flux: 4000, sigma: 2 },
      { x: 100, y: 64, flux: 4000, sigma: 2 },
      { x: 200, y: 120, flux: 100_000, sigma: 12 },
    ];
    assertRecovered(await search({ width: 256, height: 256, sources }), sources);
  });

  it("searches pictures of any size", async () => {
    const sources = [{ x: 10, y: 8, flux: 4000, sigma: 1.5 }];
    assertRecovered(await search({ width: 24, height: 17, sources }), sources);
    for (const [width, height] of [[1, 1], [1, 200], [200, 1], [2, 33], [65, 32], [97, 31]] as const) {
      assertEquals(await search({ width, height }), [], `${width} x ${height}`);
    }
  });

  it("gives numbers only, and positions inside the picture", async () => {
    const random = generator(3);
    const { width, height } = { width: 150, height: 140 };
    const rgba = Uint8Array.from({ length: 4 * width * height }, () => 256 * random());
    const objects = await search({ width, height, rgba }, { sigma: 0.5, minArea: 1 });
    assert(objects.length > 100, `Expected many objects: received ${objects.length}`);
    for (const object of objects) {
      assert(Object.values(object).every(Number.isFinite), JSON.stringify(object));
      assert(object.x >= 0 && object.x <= width - 1 && object.y >= 0 && object.y <= height - 1);
      assert(object.major >= object.minor && object.minor > 0);
    }
  });

  it("leaves out what is too faint or too small", async () => {
    const sources = [{ x: 50, y: 50, flux: 5000, sigma: 2 }, { x: 120, y: 60, flux: 400, sigma: 2 }];
    const sky = { width: 180, height: 120, sources };
    assertEquals((await search(sky)).length, 2);
    assertEquals((await search(sky, { sigma: 60 })).map(({ x }) => Math.round(x)), [50]);
    const area = (await search(sky)).find(({ x }) => x > 100)!.area;
    assertEquals((await search(sky, { minArea: area })).length, 2);
    assertEquals((await search(sky, { minArea: area + 1 })).length, 1);
  });

  it("finds the same to the last byte on 1, 2 and 4 workers", async () => {
    const picture = decodePicture(
      await Deno.readFile(new URL("../../examples/data/hubble_deep_field.jpg", import.meta.url)),
    );
    const catalogues: string[] = [];
    for (const workers of [1, 2, 4]) catalogues.push(catalogueCsv(await search(picture, {}, workers)));
    const [one, two, four] = catalogues;
    assertEquals(two, one);
    assertEquals(four, one);
    const lines = one!.split("\n").length;
    assert(lines > 500, `Expected a sky full of galaxies: received ${lines} lines`);
  });
});

describe("examples/sky.ts", () => {
  const sources = scattered(7, 12);
  const sky = { width: 300, height: 250, sources };

  it("writes the picture and the catalogue, and prints the count, the times and the speed-up", async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeFile(`${folder}/sky.dat`, encodePng({ ...sky, data: paintSky(sky).rgba, channels: 4 }));
      const { code, out, err } = await run(
        `${folder}/sky.dat`,
        "--out",
        `${folder}/new/out`,
        "--workers",
        "2",
      );
      assertEquals({ code, err }, { code: 0, err: "" });
      assertStringIncludes(out, "12 objects at 3 sigma");
      assertMatch(out, /1 worker +\d+\.\d ms\n +2 workers +\d+\.\d ms\n +speed-up +\d+\.\d\d x\n$/);
      const csv = await Deno.readTextFile(`${folder}/new/out/sky_objects.csv`);
      assertEquals(csv, catalogueCsv(await search(sky)));
      const { width, height, data } = decodePng(await Deno.readFile(`${folder}/new/out/sky_objects.png`));
      assertEquals([width, height], [sky.width, sky.height]);
      assert(
        data.some((_, i) => i % 4 === 1 && data[i]! > data[i - 1]!),
        "Expected green lines in a gray picture",
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("says what is wrong with its words or its picture, in one line", async () => {
    const refusals: [string[], string][] = [
      [["--wrokers", "2"], "--wrokers"],
      [
        ["--workers", "0"],
        "Cannot read '--workers' as it must be a whole number, at least 1: received \"0\"\n",
      ],
      [["no/such/picture.jpg"], "no/such/picture.jpg"],
      [[fileURLToPath(import.meta.url)], "neither JPEG nor PNG"],
    ];
    for (const [args, message] of refusals) {
      const { code, out, err } = await run(...args);
      assertEquals({ code, out, lines: err.split("\n").length }, { code: 1, out: "", lines: 2 }, err);
      assertStringIncludes(err, message);
    }
  });

  it("explains itself", async () => {
    const { code, out } = await run("--help");
    assertEquals(code, 0);
    for (const option of ["--workers", "--sigma", "--min-area", "--out"]) assertStringIncludes(out, option);
  });
});

/** Searches a picture, or a painted sky, on a pool of its own. */
async function search(sky: Sky | Picture, options: SearchOptions = {}, workers = 2): Promise<SkyObject[]> {
  await using pool = new Pool(workers);
  return await findObjects(pool, "rgba" in sky ? sky : paintSky(sky), options);
}

/** Bright sources with room between them, one in each of some squares of 50 pixels. */
function scattered(seed: number, count: number): Source[] {
  const random = generator(seed);
  const squares = Array.from({ length: 30 }, (_, i) => ({ i, order: random() })).sort((a, b) =>
    a.order - b.order
  );
  return squares.slice(0, count).map(({ i }) => {
    const sigma = 1.5 + random();
    return {
      x: 50 * (i % 6) + 17 + 16 * random(),
      y: 50 * Math.floor(i / 6) + 17 + 16 * random(),
      flux: (160 + 60 * random()) * 2 * Math.PI * sigma ** 2,
      sigma,
    };
  });
}

function assertRecovered(objects: SkyObject[], sources: Source[]): void {
  assertEquals(objects.length, sources.length);
  for (const source of sources) {
    const object = objects.find(({ x, y }) => Math.hypot(x - source.x, y - source.y) < 0.5);
    assert(object !== undefined, `Expected an object at ${source.x}, ${source.y}`);
    assertAlmostEquals(object.flux, source.flux, 0.05 * source.flux);
  }
}

/** Runs the program as `deno task demo` does. */
async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const program = fileURLToPath(new URL("../../examples/sky.ts", import.meta.url));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-read", "--allow-write", program, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}
