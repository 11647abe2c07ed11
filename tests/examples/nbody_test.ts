/** Bodies moved on pools against plain TypeScript, and as a program. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ballOfBodies } from "../../examples/nbody/bodies.ts";
import { simulate } from "../../examples/nbody/simulate.ts";
import { simulatePlainly } from "../../examples/nbody/simulate_plainly.ts";
import { Pool } from "../../mod.ts";
import { runExample } from "./run_example.ts";

describe("simulate()", () => {
  it("moves bodies as plain TypeScript does, to the bit, on 1 and 2 workers", async () => {
    await using one = new Pool(1);
    await using two = new Pool(2);
    for (const count of [1, 2, 3, 100, 255]) {
      const bodies = ballOfBodies(count);
      const wanted = simulatePlainly(bodies, 5);
      assertEquals((await simulate(two, bodies, 5)).places, wanted, `${count} bodies`);
      assertEquals((await simulate(one, bodies, 5)).places, wanted, `${count} bodies`);
    }
  });

  it("keeps the energy", async () => {
    await using pool = new Pool(2);
    const { energies: [before, after] } = await simulate(pool, ballOfBodies(200), 50);
    assert(before < 0 && Math.abs((after - before) / before) < 1e-5, `Energies: ${before}, ${after}`);
  });
});

describe("examples/nbody.ts", () => {
  it("prints the drift of the energy, the times and the speed-up", async () => {
    const { code, out, err } = await runExample("nbody.ts", "101", "--workers", "2");
    assertEquals({ code, err }, { code: 0, err: "" });
    assertMatch(out, /^101 bodies, 10 steps of 0\.002: energy -\d\.\d{6}, drift \d\.\de-\d+\n/);
    assertMatch(out, /plain TypeScript +\d+\.\d ms +1\.00 x\n +1 worker +\d.* x\n +2 workers +\d.* x\n$/);
  });
});
