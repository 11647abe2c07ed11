import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { getLogger, LogLevel, Process, SimpleQueue } from "../../mod.ts";
import { runFixture } from "../support/run_fixture.ts";
import { suite } from "./conform.ts";
import { tellLevel } from "./fixtures/logging.ts";

const PROGRAM = new URL("./fixtures/program.ts", import.meta.url);

suite("_test_multiprocessing", "_TestLogging", ({ better, inPart, notApplicable }) => {
  notApplicable("test_filename", "a record does not tell the file that it was logged in");

  better(
    "test_enable_logging",
    "`logToStderr()` called twice writes nothing twice",
    async () => {
      const logger = getLogger();
      assertStrictEquals(getLogger(), logger);
      const seen: string[] = [];
      const stop = logger.addHandler(({ message }) => seen.push(message));
      logger.setLevel(LogLevel.SUBWARNING);
      logger.debug("this will not");
      logger.subWarning("this will be seen");
      stop();
      logger.setLevel("WARNING");
      assertEquals(seen, ["this will be seen"]);
      const { stderr } = await runFixture(PROGRAM, ["log", "32"]);
      assertEquals(stderr, "[Level 32/Process-1] from the child\n");
    },
  );

  inPart("test_level", "the logger has no root whose level it could take over", async () => {
    const logger = getLogger();
    const before = logger.level;
    const levels = new SimpleQueue<number>();
    for (const level of [32, 37]) {
      logger.setLevel(level);
      const process = new Process({ target: tellLevel, args: [levels] });
      process.start();
      logger.setLevel(before);
      assertEquals(await levels.get(), level);
      await process.join();
    }
    assert(levels.empty());
  });
});
