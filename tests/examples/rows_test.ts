/** Lines summed up on pools against plain TypeScript, and as a program. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { sumUp } from "../../examples/rows/sum_up.ts";
import { sumUpPlainly } from "../../examples/rows/sum_up_plainly.ts";
import { KernelError, Pool, SharedArray } from "../../mod.ts";
import { runExample } from "./run_example.ts";

const encoder = new TextEncoder();

async function sumUpText(pool: Pool, lines: string): Promise<[string, unknown][]> {
  using text = new SharedArray("u8", encoder.encode(lines));
  return [...await sumUp(pool, text)].sort();
}

describe("sumUp()", () => {
  it("finds what plain TypeScript finds, in lines of any length, on 1 and 2 workers", async () => {
    await using one = new Pool(1);
    await using two = new Pool(2);
    const name = fc.oneof(fc.constantFrom("a", "b", "Zürich"), fc.stringMatching(/^[^;\n]{1,40}$/u));
    const line = fc.tuple(name, fc.integer({ min: -999, max: 999 }));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 300 }), async (rows) => {
        const lines = rows.map(([name, tenths]) => `${name};${(tenths / 10).toFixed(1)}\n`).join("");
        const wanted = [...sumUpPlainly(encoder.encode(lines))].sort();
        assertEquals(await sumUpText(two, lines), wanted);
        assertEquals(await sumUpText(one, lines), wanted);
      }),
      { numRuns: 50 },
    );
  });

  it("refuses a text of more names than its tables have room for", async () => {
    await using pool = new Pool(2);
    const names = Array.from({ length: 200_000 }, (_, i) => `name ${i};1.0\n`).join("");
    await assertRejects(() => sumUpText(pool, names), KernelError, "more names than a table has slots");
  });
});

describe("examples/rows.ts", () => {
  it("prints a line for each station, the times and the speed-up", async () => {
    const { code, out, err } = await runExample("rows.ts", "20000", "--workers", "2");
    assertEquals({ code, err }, { code: 0, err: "" });
    const stations = out.split("\n\n")[0]!.split("\n");
    assertEquals(stations.length, 24);
    for (const station of stations) assertMatch(station, /^\D+( +-?\d+\.\d){3}$/);
    assertMatch(out, /\n20000 lines, 0\.\d MB\n/);
    assertMatch(out, /plain TypeScript +\d+\.\d ms +1\.00 x\n +1 worker +\d.* x\n +2 workers +\d.* x\n$/);
  });
});
