import { assertEquals, assertMatch } from "@std/assert";
import { Process } from "../../mod.ts";
import { runFixture } from "../support/run_fixture.ts";
import { suite } from "./conform.ts";

const FIXTURE = new URL("./fixtures/subclasses.ts", import.meta.url);

suite("_test_multiprocessing", "_TestSubclassingProcess", ({ same }) => {
  same("test_subclassing", async () => {
    assertEquals(await runFixture(FIXTURE, ["talk"]), { code: 0, stdout: ["HELLO WORLD", "0"], stderr: "" });
  });

  same("test_stderr_flush", async () => {
    const { stdout, stderr } = await runFixture(FIXTURE, ["fail"]);
    assertEquals(stdout, ["1"]);
    assertMatch(stderr, /^Process faulty:\nRangeError: division by 0\n {4}at .*divideByZero/);
  });

  same("test_sys_exit", async () => {
    const ends: [target: () => unknown, code: number][] = [
      [() => Deno.exit(), 0],
      [() => Deno.exit(0), 0],
      [() => Deno.exit(1), 1],
      [() => Deno.exit(8), 8],
      // Python's `sys.exit("some text")`.
      [() => {
        throw "some text";
      }, 1],
    ];
    const processes = ends.map(([target]) => new Process({ target, daemon: true }));
    for (const process of processes) process.start();
    for (const process of processes) await process.join();
    assertEquals(processes.map(({ exitCode }) => exitCode), ends.map(([, code]) => code));
  });
});
