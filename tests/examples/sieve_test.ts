/** Primes counted on pools against plain TypeScript, and as a program. */
import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { countOn } from "../../examples/sieve.ts";
import { countPlainly } from "../../examples/sieve/count_plainly.ts";
import { Pool } from "../../mod.ts";
import { runExample } from "./run_example.ts";

describe("countOn()", () => {
  it("counts what plain TypeScript counts, on 1 and 2 workers", async () => {
    await using one = new Pool(1);
    await using two = new Pool(2);
    for (const limit of [1, 2, 3, 4, 10, 1000, 32_768, 32_769, 1_000_000, 3_000_017]) {
      const wanted = countPlainly(limit);
      assertEquals(await countOn(two, limit), wanted, `below ${limit}`);
      assertEquals(await countOn(one, limit), wanted, `below ${limit}`);
    }
  });

  it("counts 78,498 primes below a million", async () => {
    await using pool = new Pool(2);
    assertEquals(await countOn(pool, 1_000_000), 78_498);
  });
});

describe("examples/sieve.ts", () => {
  it("prints the count, the times and the speed-up", async () => {
    const { code, out, err } = await runExample("sieve.ts", "100000", "--workers", "2");
    assertEquals({ code, err }, { code: 0, err: "" });
    assertMatch(out, /^9592 primes below 100000, one in 10\.43 numbers\n/);
    assertMatch(out, /plain TypeScript +\d+\.\d ms +1\.00 x\n +1 worker +\d.* x\n +2 workers +\d.* x\n$/);
  });
});
