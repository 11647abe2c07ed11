/** The exit codes that processes choose, and exit functions that do not finish. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Process } from "../../mod.ts";
import { runFixture } from "./run_fixture.ts";

async function exitCodeOf(target: () => unknown): Promise<number | null> {
  const process = new Process({ target });
  process.start();
  await process.join();
  return process.exitCode;
}

describe("the exit code of a process", () => {
  it("is what it has set, by either name, and that of no other", async () => {
    assertEquals(
      await Promise.all([
        exitCodeOf(() => void (Deno.exitCode = 7)),
        exitCodeOf(() => void (globalThis.process.exitCode = 300)),
        exitCodeOf(async () => {
          await new Promise((resolve) => setTimeout(resolve));
          Deno.exitCode = 9;
        }),
        exitCodeOf(() => {}),
      ]),
      [7, 300 & 255, 9, 0],
    );
    assertEquals(Deno.exitCode, 0);
  });
});

describe("an exit function whose promise never settles", () => {
  it("is reported when the program ends", async () => {
    const { code, stdout, stderr } = await runFixture("never_settles.ts", "program");
    assertEquals([code, stdout], [0, ["goes on with the others"]]);
    assertStringIncludes(stderr, 'Process MainProcess waits for its exit function "forever"');
  });

  it("is reported in a process that waits for it", async () => {
    const { stdout } = await runFixture("never_settles.ts", "process");
    assertEquals(stdout, [
      'Process stuck waits for its exit function "forever" to finish: it has not for 5 s',
    ]);
  });
});
