/** Clusters found on pools against plain TypeScript, and as a program. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { accuracy } from "../../examples/kmeans.ts";
import { clumps } from "../../examples/kmeans/clumps.ts";
import { cluster } from "../../examples/kmeans/cluster.ts";
import { clusterPlainly } from "../../examples/kmeans/cluster_plainly.ts";
import { Pool } from "../../mod.ts";
import { runExample } from "./run_example.ts";

describe("cluster()", () => {
  it("finds the clusters that plain TypeScript finds, and the same to the bit on 1 and 2 workers", async () => {
    await using one = new Pool(1);
    await using two = new Pool(2);
    using data = await clumps(two, 10_001);
    const wanted = clusterPlainly(new Float64Array(data.points.view), 8);
    const found = await cluster(two, data.points, 8);
    assertEquals(found.labels, wanted.labels);
    wanted.centres.forEach((value, i) => assertAlmostEquals(found.centres[i]!, value, 1e-9));
    wanted.losses.forEach((value, i) => assertAlmostEquals(found.losses[i]!, value, 1e-9));
    assertEquals(await cluster(one, data.points, 8), found);
  });

  it("puts points with their clump", async () => {
    await using pool = new Pool(2);
    using data = await clumps(pool, 20_000);
    const { labels, losses } = await cluster(pool, data.points, 15);
    assert(accuracy(labels) > 0.96, `Expected an accuracy above 0.96: received ${accuracy(labels)}`);
    assert(losses.every((loss, i) => i === 0 || loss <= losses[i - 1]!), "Expected falling losses");
  });
});

describe("examples/kmeans.ts", () => {
  it("writes the chart, and prints the accuracy, the times and the speed-up", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { code, out, err } = await runExample(
        "kmeans.ts",
        "5000",
        "--workers",
        "2",
        "--out",
        `${folder}/new`,
      );
      assertEquals({ code, err }, { code: 0, err: "" });
      assertMatch(
        out,
        /^5000 points, 9\d\.\d\d % with their clump, mean squared distance \d+\.\d{3}: .*\.svg\n/,
      );
      assertMatch(out, /plain TypeScript +\d+\.\d ms +1\.00 x\n +1 worker +\d.* x\n +2 workers +\d.* x\n$/);
      const chart = await Deno.readTextFile(`${folder}/new/kmeans_loss.svg`);
      assertMatch(chart, /^<svg [^]*<polyline points="(\d+\.\d,\d+\.\d ?){10}" [^]*<\/svg>\n$/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
