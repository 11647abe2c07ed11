import { assertEquals } from "@std/assert";
import { runFixture } from "../support/run_fixture.ts";
import { suite } from "./conform.ts";

const PROGRAM = new URL("./fixtures/program.ts", import.meta.url);

suite("_test_multiprocessing", "_TestFinalize", ({ better, notApplicable }) => {
  better(
    "test_finalize",
    "`atExit()` also waits for asynchronous functions. What belongs to an object is released by `using`, not by chance",
    async () => {
      assertEquals(await runFixture(PROGRAM, ["exit functions"]), {
        code: 0,
        stdout: ["child", "d10", "d02", "d01", "a", "e", "0"],
        stderr: "",
      });
    },
  );

  notApplicable(
    "test_thread_safety",
    "Each thread has a list of exit functions of its own, which no other changes",
  );
});
