/** The edges of a picture on pools against plain TypeScript, and as a program. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { decode as decodePng } from "npm:fast-png@8.0.0";
import { filterPicture } from "../../examples/filters/filter_picture.ts";
import { filterPicturePlainly } from "../../examples/filters/filter_picture_plainly.ts";
import { Pool } from "../../mod.ts";
import { runExample } from "./run_example.ts";
import { paintSky } from "./synthetic_sky.ts";

describe("filterPicture()", () => {
  it("finds the edges that plain TypeScript finds, on 1 and 2 workers, whatever the size", async () => {
    const sources = [{ x: 40, y: 30, flux: 9000, sigma: 3 }, { x: 90, y: 60, flux: 4000, sigma: 2 }];
    const picture = { width: 120, height: 90, rgba: paintSky({ width: 120, height: 90, sources }).rgba };
    await using one = new Pool(1);
    await using two = new Pool(2);
    for (const width of [1, 37, 120, 251]) {
      const wanted = filterPicturePlainly(picture, width);
      const edges = await filterPicture(two, picture, width);
      assertEquals([edges.width, edges.height], [wanted.width, wanted.height]);
      // A byte of the resized picture may round the other way: a 256th, times 4 for the operator's weights.
      const far = edges.steepness.filter((value, i) => Math.abs(value - wanted.steepness[i]!) > 0.1);
      assertEquals(far.length, 0, `${width}`);
      assert(width === 1 || edges.steepness.some((value) => value > 10));
      assertEquals((await filterPicture(one, picture, width)).steepness, edges.steepness);
    }
  });
});

describe("examples/filters.ts", () => {
  it("writes the edges, and prints the times and the speed-up", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { code, out, err } = await runExample(
        "filters.ts",
        "100",
        "--workers",
        "2",
        "--out",
        `${folder}/new`,
      );
      assertEquals({ code, err }, { code: 0, err: "" });
      assertMatch(out, /^Edges of 100 x 87 pixels: .*edges\.png\n/);
      assertMatch(out, /plain TypeScript +\d+\.\d ms +1\.00 x\n +1 worker +\d.* x\n +2 workers +\d.* x\n$/);
      const { width, height, data } = decodePng(await Deno.readFile(`${folder}/new/edges.png`));
      assertEquals([width, height, Math.max(...data)], [100, 87, 255]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("refuses a size that is none", async () => {
    for (const size of ["0", "1.5", "wide", ""]) {
      const { code, err } = await runExample("filters.ts", size);
      assertEquals(code, 1);
      assertMatch(err, /Cannot read the size as it must be a whole number, at least 1: received "/);
    }
  });
});
