/** What is learnt on pools against plain TypeScript, and as a program. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { accuracy } from "../../examples/logistic.ts";
import { dataSet } from "../../examples/logistic/data_set.ts";
import { train } from "../../examples/logistic/train.ts";
import { trainPlainly } from "../../examples/logistic/train_plainly.ts";
import { Pool } from "../../mod.ts";
import { runExample } from "./run_example.ts";

describe("train()", () => {
  it("learns what plain TypeScript learns, and the same to the bit on 1 and 2 workers", async () => {
    await using one = new Pool(1);
    await using two = new Pool(2);
    using data = await dataSet(two, 9_001);
    const wanted = trainPlainly(new Float64Array(data.features.view), new Float64Array(data.labels.view), 10);
    const model = await train(two, data, 10);
    wanted.weights.forEach((value, i) => assertAlmostEquals(model.weights[i]!, value, 1e-10));
    wanted.losses.forEach((value, i) => assertAlmostEquals(model.losses[i]!, value, 1e-10));
    assertEquals(await train(one, data, 10), model);
  });

  it("tells unseen rows, as well as their noise allows", async () => {
    await using pool = new Pool(2);
    using data = await dataSet(pool, 20_000);
    using unseen = await dataSet(pool, 10_000, 5n);
    const { weights, losses } = await train(pool, data, 60);
    const right = await accuracy(pool, unseen, weights);
    assert(right > 0.86, `Expected an accuracy above 0.86: received ${right}`);
    assert(losses.every((loss, i) => i === 0 || loss < losses[i - 1]!), "Expected falling losses");
  });
});

describe("examples/logistic.ts", () => {
  it("writes the chart, and prints the accuracy, the times and the speed-up", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const { code, out, err } = await runExample(
        "logistic.ts",
        "5000",
        "--workers",
        "2",
        "--out",
        `${folder}/new`,
      );
      assertEquals({ code, err }, { code: 0, err: "" });
      assertMatch(out, /^5000 rows, 8\d\.\d\d % of unseen ones told right, mean loss 0\.\d{4}: .*\.svg\n/);
      assertMatch(out, /plain TypeScript +\d+\.\d ms +1\.00 x\n +1 worker +\d.* x\n +2 workers +\d.* x\n$/);
      const chart = await Deno.readTextFile(`${folder}/new/logistic_loss.svg`);
      assertMatch(chart, /^<svg [^]*<polyline points="(\d+\.\d,\d+\.\d ?){50}" [^]*<\/svg>\n$/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
