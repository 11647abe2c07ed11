import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { afterEach, describe, it } from "@std/testing/bdd";
import { getLogger, LogLevel } from "../../mod.ts";
import { runFixture } from "./run_fixture.ts";

describe("getLogger()", () => {
  const logger = getLogger();
  afterEach(() => logger.setLevel("WARNING"));

  it("gives the same logger each time, at the level of warnings, which nobody listens to", () => {
    assertStrictEquals(getLogger(), logger);
    assertEquals([logger.level, logger.toStderr, logger.isEnabledFor(LogLevel.ERROR)], [30, false, false]);
  });

  it("gives one that calls its handlers with what is at its level or above", () => {
    const seen: string[] = [];
    const stop = logger.addHandler(({ level, levelName, processName, message }) =>
      seen.push(`${level} ${levelName} ${processName} ${message}`)
    );
    logger.setLevel(15);
    const never = (): string => {
      throw new Error("made for nobody");
    };
    logger.subDebug(never);
    logger.debug(never);
    logger.info("info");
    logger.subWarning(() => "made when it is wanted");
    logger.warning("warning");
    logger.error("error");
    logger.critical("critical");
    logger.log(17, "between");
    stop();
    logger.error(never);
    assertEquals(seen, [
      "20 INFO MainProcess info",
      "25 SUBWARNING MainProcess made when it is wanted",
      "30 WARNING MainProcess warning",
      "40 ERROR MainProcess error",
      "50 CRITICAL MainProcess critical",
      "17 Level 17 MainProcess between",
    ]);
  });

  it("gives one that refuses levels that are none, and handlers that are no functions", () => {
    assertThrows(() => logger.setLevel("LOUD" as never), RangeError, `received "LOUD"`);
    assertThrows(() => logger.setLevel(NaN), RangeError, "received NaN");
    assertThrows(() => logger.setLevel(-1), RangeError, "received -1");
    assertThrows(() => logger.log("LOUD" as never, "x"), RangeError, `received "LOUD"`);
    assertThrows(() => logger.addHandler("x" as never), TypeError, "must be a function: received x");
  });
});

describe("logToStderr()", () => {
  it("writes what processes do, and children log at their parent's level", async () => {
    const { code, stdout, stderr } = await runFixture("logging.ts", "SUBDEBUG", "process");
    assertEquals({ code, stdout }, { code: 0, stdout: [] });
    const child = stderr.split("\n").filter((line) => line.includes("/Process-1]"));
    assertEquals(child, [
      "[INFO/Process-1] child process calling self.run()",
      "[SUBWARNING/Process-1] from the child",
      "[Level 7/Process-1] seven",
      "[INFO/Process-1] process shutting down",
      '[DEBUG/Process-1] running all "atexit" finalizers with priority >= 0',
      '[DEBUG/Process-1] running the remaining "atexit" finalizers',
      "[INFO/Process-1] process exiting with exitcode 0",
    ]);
  });

  it("writes what pools do", async () => {
    const { stderr } = await runFixture("logging.ts", "DEBUG", "pool");
    const lines = stderr.split("\n");
    for (
      const line of [
        "[DEBUG/MainProcess] added worker PoolWorker-1",
        "[INFO/PoolWorker-1] child process calling self.run()",
        "[DEBUG/PoolWorker-1] worker exiting after 1 tasks",
        "[DEBUG/MainProcess] closing pool",
      ]
    ) assert(lines.includes(line), `${line} is not in:\n${stderr}`);
  });

  it("writes nothing below its level, and nothing twice", async () => {
    assertEquals(
      (await runFixture("logging.ts", "SUBWARNING")).stderr,
      "[SUBWARNING/Process-1] from the child\n",
    );
    assertEquals((await runFixture("logging.ts", "none")).stderr, "");
  });
});
