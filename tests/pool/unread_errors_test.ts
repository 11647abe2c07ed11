/** What becomes of errors of calls that nobody reads. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { configure } from "../../mod.ts";
import { runFixture } from "../support/run_fixture.ts";

const fixture = new URL("./fixtures/unread_errors.ts", import.meta.url);
const backends = ["thread", "inline"];

describe("an error that nobody reads", () => {
  for (const backend of backends) {
    const run = (way: string) => runFixture(fixture, [way], { MULTICORE_BACKEND: backend });

    for (const way of ["promise", "result", "future", "no error", "refused"]) {
      it(`is told once, with the place of the call (${way}, ${backend})`, async () => {
        const { code, stdout, stderr } = await run(way);
        assertEquals([code, stdout], [0, ["the end"]], stderr);
        assertEquals(stderr.split("Nobody reads the error").length, 2, stderr);
        if (way !== "refused") assert(stderr.includes("lost"), stderr);
        assert(/unread_errors\.ts:\d+/.test(stderr), stderr);
      });
    }

    it(`is told once if it is that of many calls (${backend})`, async () => {
      const { code, stderr } = await run("broken pool");
      assertEquals(code, 0, stderr);
      assertEquals(stderr.split("Nobody reads the error").length, 2, stderr);
    });

    it(`ends the program if so configured (${backend})`, async () => {
      const { code, stdout, stderr } = await run("throw");
      assertEquals([code, stdout], [1, []], stderr);
      assert(stderr.includes("lost"), stderr);
    });

    it(`is left to the runtime if it is not the library's (${backend})`, async () => {
      const { code, stderr } = await run("foreign");
      assertEquals(code, 1);
      assert(stderr.includes("Nobody reads") && stderr.includes("not ours"), stderr);
    });

    it(`is told in a process too, which takes its setting over (${backend})`, async () => {
      assertEquals((await run("in a process")).stdout, ["exit code 0", "the end"]);
      if (backend === "thread") {
        assertEquals((await run("throw in a process")).stdout, ["exit code 1", "the end"]);
      }
    });
  }

  for (const way of ["left block", "left executor"]) {
    it(`is expected where its pool is terminated on purpose (${way})`, async () => {
      const { code, stdout, stderr } = await runFixture(fixture, [way]);
      assertEquals([code, stdout], [0, ["the end"]], stderr);
      // The runtime itself writes that a busy thread was stopped.
      assertEquals(stderr.replaceAll(/^error: Uncaught \(in worker .*execution terminated\n/gm, ""), "");
    });
  }

  it("is dealt with in one of two ways", () => {
    assertThrows(() => configure({ unhandled: "ignore" as never }), TypeError, 'must be "warn" or "throw"');
  });
});
