import { assert, assertEquals, assertThrows } from "@std/assert";
import { Event, Executor, importTasks, PoolClosedError, Semaphore } from "../../mod.ts";
import { runCollector } from "../../engine/platform/collector.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { runFixture } from "../support/run_fixture.ts";
import { until } from "../support/until.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/calls.ts");
const { acquire, power, waitFor } = importTasks<typeof import("./fixtures/calls.ts")>(FIXTURES);
const PROGRAM = new URL("./fixtures/executor_at_end.ts", import.meta.url);

const absolute = (n: number) => Math.abs(n);
const NUMBERS = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4];
const ABSOLUTES = [5, 4, 3, 2, 1, 0, 1, 2, 3, 4];

suite("test_concurrent_futures", "ProcessPoolShutdownTest", ({ same, better }) => {
  same("test_run_after_shutdown", async () => {
    const executor = new Executor(2);
    await executor.shutdown();
    assertThrows(() => executor.submit(power, 2, 5), PoolClosedError);
  });

  same("test_interpreter_shutdown", async () => {
    assertEquals(await runFixture(PROGRAM, ["wait"]), { code: 0, stdout: ["apple"], stderr: "" });
  });

  better(
    "test_submit_after_interpreter_shutdown",
    "what an exit function submits is done, and the program ends after it; Python refuses it",
    async () => {
      assertEquals(await runFixture(PROGRAM, ["late"]), { code: 0, stdout: ["pear"], stderr: "" });
    },
  );

  same("test_hang_issue12364", async () => {
    const executor = new Executor(2);
    const futures = Array.from({ length: 50 }, (_, n) => executor.submit(power, n, 2));
    await executor.shutdown();
    assert(futures.every((future) => future.done()));
    assertEquals(await Promise.all(futures), futures.map((_, n) => n * n));
  });

  better(
    "test_cancel_futures",
    "all is cancelled that no worker has begun; Python puts some tasks more than there are workers out of reach",
    async () => {
      const executor = new Executor(2);
      using event = new Event();
      using running = new Semaphore(0);
      const futures = Array.from({ length: 50 }, () => executor.submit(waitFor, event, running));
      for (let i = 0; i < 2; i++) await running.acquire();
      const shutdown = executor.shutdown({ cancelFutures: true });
      event.set();
      await shutdown;
      assert(futures.every((future) => future.done()));
      const others = futures.filter((future) => !future.cancelled());
      assertEquals(others.length, 2);
      for (const future of others) assertEquals(await future.exception(), undefined);
    },
  );

  better("test_hang_gh83386", "does not hang; Python skips it for processes", async () => {
    assertEquals(await runFixture(PROGRAM, ["noWait"]), { code: 0, stdout: ["apple"], stderr: "" });
  });

  same("test_hang_gh94440", async () => {
    const executor = new Executor(1);
    await executor.submit(power, 2, 3);
    executor.submit(power, 2, 3).cancel();
    await executor.shutdown();
  });

  same("test_processes_terminate", async () => {
    const { slots } = engineCounts();
    const executor = new Executor(5);
    using semaphore = new Semaphore(0);
    const futures = Array.from({ length: 3 }, () => executor.submit(acquire, semaphore));
    for (const _ of futures) semaphore.release();
    await executor.shutdown();
    assert((new Set(await Promise.all(futures))).size <= 3);
    assertEquals(engineCounts().slots, slots);
  });

  same("test_context_manager_shutdown", async () => {
    const { slots } = engineCounts();
    {
      await using executor = new Executor(5);
      assertEquals(await Array.fromAsync(executor.map(absolute, NUMBERS)), ABSOLUTES);
    }
    assertEquals(engineCounts().slots, slots);
  });

  same("test_del_shutdown", async () => {
    const { slots } = engineCounts();
    const results = (() => {
      const executor = new Executor(5);
      return executor.map(absolute, NUMBERS);
    })();
    assertEquals(await Array.fromAsync(results), ABSOLUTES);
    await until(() => {
      runCollector(true);
      return engineCounts().slots === slots;
    });
  });

  same("test_shutdown_no_wait", async () => {
    const { slots } = engineCounts();
    const executor = new Executor(5);
    const results = executor.map(absolute, NUMBERS);
    await executor.shutdown({ wait: false });
    assertEquals(await Array.fromAsync(results), ABSOLUTES);
    await until(() => engineCounts().slots === slots);
  });
});
