/** How `deno task test` is told what to run. */
import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";

async function run(...names: string[]): Promise<{ code: number; output: string; errors: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "tests/run.ts", ...names],
    cwd: new URL("../../", import.meta.url),
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

describe("deno task test", () => {
  it("runs the tests of rooms, and counts them together", async () => {
    const { code, output } = await run("std", "options");
    assertEquals(code, 0);
    const counts = [...output.matchAll(/^ok \| (\d+) passed/gm)].map(([, count]) => Number(count));
    assertEquals(counts.length, 2);
    assertEquals(output.trimEnd().split("\n").at(-1), `${counts[0]! + counts[1]!} passed, 0 failed`);
  });

  it("runs a room once that is named twice", async () => {
    const { output } = await run("std", "std");
    assertEquals([...output.matchAll(/^=== std: deno /gm)].length, 1);
  });

  it("lists stages and rooms if a name is neither", async () => {
    const { code, errors } = await run("std", "attic");
    assertEquals(code, 1);
    assertMatch(errors, /Cannot run "attic" as it is no stage and no room that has tests/);
    assertMatch(errors, /the stages are tests, programs, edge/);
    assertMatch(errors, /the rooms are .*\bpool\b.*\bwasm\b/);
  });
});
