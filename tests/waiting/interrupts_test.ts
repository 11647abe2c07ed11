/** SIGINT while the main thread blocks. */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runFixture } from "../support/run_fixture.ts";

const INTERRUPTED = new URL("./fixtures/interrupted.ts", import.meta.url);

/** What became of a program that blocks, and that nothing but its listener for SIGINT can free. */
async function interrupt(what: string): Promise<[code: number, stdout: string[]]> {
  const { code, stdout } = await runFixture(INTERRUPTED, [what]);
  return [code, stdout];
}

describe("a listener for SIGINT", { ignore: Deno.build.os === "windows" }, () => {
  it("runs while the main thread blocks, once for each signal; without one the program ends", async () => {
    assertEquals(await interrupt("wait"), [130, ["interrupted", "got 1", "runs 1"]]);
  });

  it("ends the wait with what it throws", async () => {
    assertEquals(await interrupt("throw"), [0, ["interrupted", "RangeError: enough"]]);
  });

  it("may end the program", async () => {
    assertEquals(await interrupt("exit"), [7, ["interrupted"]]);
  });
});
