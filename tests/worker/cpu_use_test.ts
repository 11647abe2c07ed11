import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runFixture } from "../support/run_fixture.ts";

/** A thread that spins uses a whole core; what is left to a program that does nothing is far below this. */
const NOTHING = 0.2;

describe("workers", () => {
  it("use no processor time while they are idle, nor after they were killed while they span", async () => {
    const { code, stdout, stderr } = await runFixture(new URL("fixtures/cpu_use.ts", import.meta.url));
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(stdout.at(-1), "the counter of the killed worker stands still: true");
    const shares = stdout.slice(0, -1).map((line) => line.split(": ") as [string, string]);
    assertEquals(shares.length, 4);
    for (const [what, share] of shares) assert(Number(share) < NOTHING, `${what}: ${share} of a core`);
  });
});
