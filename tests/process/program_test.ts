import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { runFixture } from "./run_fixture.ts";

describe("a program with processes", () => {
  it("ends although daemons are busy or wait for ever", async () => {
    assertEquals(await runFixture("busy_daemon.ts"), { code: 0, stdout: ["main ends"], stderr: "" });
  });

  it("waits at its end for the others, joined or not", async () => {
    assertEquals(await runFixture("forgotten_join.ts"), {
      code: 0,
      stdout: ["main ends", "child 1", "child 2", "child 3"],
      stderr: "",
    });
  });

  it("writes which process threw what, and goes on", async () => {
    const { code, stdout, stderr } = await runFixture("errors.ts");
    assertEquals(code, 0);
    assertEquals(stdout, ["thrower: 1", "stray thrower: 1", "rejecter: 1", "Odd-4: 1", "hog: 1"]);
    assertMatch(stderr, /^Process thrower:\nTypeError: bad value\n {4}at .*throwError/);
    assertStringIncludes(stderr, "[cause]: Error: deep\n");
    assertMatch(stderr, /^error: Uncaught \(in worker "stray thrower"\) Error: stray$/m);
    assertMatch(stderr, /^Process rejecter:\n'a string'$/m);
    assertMatch(stderr, /^Process Odd-4:\nRangeError: odd one\n {4}at Odd\.run/m);
    assertMatch(stderr, /^Process hog ran out of memory/m);
  });

  it("can kill them at any moment of their start, and hears nothing of it", async () => {
    assertEquals(await runFixture("killed_early.ts"), { code: 0, stdout: ["all killed"], stderr: "" });
  });

  it("without a guard is told to guard what it does, and starts nothing in its workers", async () => {
    const { code, stdout, stderr } = await runFixture("unguarded_process.ts");
    assertEquals([code, stdout], [0, ["exit code 1"]]);
    assertMatch(stderr, /BootstrapError: Cannot start process "Process-1:1" while a worker is importing/);
    assertStringIncludes(stderr, "under `if (import.meta.main) { … }`");
  });

  it("with a pool and without a guard is told the same", async () => {
    const { code, stdout, stderr } = await runFixture("unguarded_pool.ts");
    assertEquals([code, stdout], [1, []]);
    assertMatch(stderr, /Cannot create a pool while a worker is importing/);
    assertStringIncludes(stderr, "under `if (import.meta.main) { … }`");
  });

  it("has processes start processes of their own, and each end with its children", async () => {
    const { code, stdout, stderr } = await runFixture("nested.ts");
    assertEquals({ code, stderr }, { code: 0, stderr: "" });
    assertEquals(stdout, [
      "Process-1:1:1, child of Process-1:1",
      "Process-1:1, child of Process-1, waited for it: 7",
      "Process-1, child of MainProcess, waited for it: 0",
      "main: 0",
    ]);
  });
});
