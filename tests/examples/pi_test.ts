/** Pi on pools against plain TypeScript, and as a program. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { estimatePi } from "../../examples/pi.ts";
import { throwPlainly } from "../../examples/pi/throw_plainly.ts";
import { circleHits } from "../../kernels/stats.ts";
import { Pool } from "../../mod.ts";
import { runExample } from "./run_example.ts";

describe("estimatePi()", () => {
  it("counts what one call of the kernel counts, on 1 and 2 workers", async () => {
    await using one = new Pool(1);
    await using two = new Pool(2);
    for (const count of [1, 255, 256, 257, 100_003]) {
      const wanted = 4 * circleHits(42n, 0, count) / count;
      assertEquals(await estimatePi(two, count), wanted);
      assertEquals(await estimatePi(one, count), wanted);
    }
  });

  it("is as near to π as chance allows, and so is plain TypeScript", async () => {
    await using pool = new Pool(2);
    const count = 4_000_000;
    const fiveDeviations = 5 * 1.642 / Math.sqrt(count);
    for (const pi of [await estimatePi(pool, count), 4 * throwPlainly(count, 42) / count]) {
      assert(Math.abs(pi - Math.PI) < fiveDeviations, `Expected π: received ${pi}`);
    }
  });
});

describe("examples/pi.ts", () => {
  it("prints its estimate, the times and the speed-up", async () => {
    const { code, out, err } = await runExample("pi.ts", "1000000", "--workers", "2");
    assertEquals({ code, err }, { code: 0, err: "" });
    assertMatch(out, /^1000000 points: π ≈ 3\.1[34]\d{4} ± 0\.001642\n/);
    assertMatch(out, /plain TypeScript +\d+\.\d ms +1\.00 x\n +1 worker +\d.* x\n +2 workers +\d.* x\n$/);
  });
});
