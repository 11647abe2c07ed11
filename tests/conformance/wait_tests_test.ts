import { assertEquals } from "@std/assert";
import { afterAll, beforeAll } from "@std/testing/bdd";
import { Event, Executor, type Future, importTasks, waitFutures } from "../../mod.ts";
import { suite } from "./conform.ts";
import { futureIn } from "./fixtures/futures.ts";

const FIXTURES = import.meta.resolve("./fixtures/calls.ts");
const { failAfter, power, raise, waitFor } = importTasks<typeof import("./fixtures/calls.ts")>(FIXTURES);

suite("test_concurrent_futures", "WaitTests", ({ same }) => {
  let executor: Executor;
  beforeAll(() => void (executor = new Executor(3)));
  afterAll(() => executor.shutdown());

  /** Runs a test with an event for which calls wait until it is over. */
  const untilOver = (test: (event: Event) => Promise<Future<unknown>[]>) => async () => {
    using event = new Event();
    const left = await test(event);
    event.set();
    await Promise.allSettled(left);
  };

  same("test_20369", async () => {
    const future = executor.submit(power, 2, 3);
    const { done, notDone } = await waitFutures([future, future], { returnWhen: "ALL_COMPLETED" });
    assertEquals([[...done], [...notDone]], [[future], []]);
  });

  same(
    "test_first_completed",
    untilOver(async (event) => {
      const [first, second] = [executor.submit(power, 2, 3), executor.submit(waitFor, event)];
      const cancelled = futureIn("cancelled");
      const { done, notDone } = await waitFutures<Future<unknown>>([cancelled, first, second], {
        returnWhen: "FIRST_COMPLETED",
      });
      assertEquals(done.size === 1 && done.has(first), true);
      assertEquals(notDone.size === 2 && notDone.has(cancelled) && notDone.has(second), true);
      return [second];
    }),
  );

  same(
    "test_first_completed_some_already_completed",
    untilOver(async (event) => {
      const pending = executor.submit(waitFor, event);
      const [notified, successful] = [futureIn("notified"), futureIn("successful")];
      const { done, notDone } = await waitFutures<Future<unknown>>([notified, successful, pending], {
        returnWhen: "FIRST_COMPLETED",
      });
      assertEquals(done.size === 2 && done.has(notified) && done.has(successful), true);
      assertEquals(notDone.size === 1 && notDone.has(pending), true);
      return [pending];
    }),
  );

  same(
    "test_first_exception",
    untilOver(async (event) => {
      using failing = new Event();
      const first = executor.submit(power, 2, 21);
      const [second, third] = [executor.submit(failAfter, failing), executor.submit(waitFor, event)];
      const waiting = waitFutures<Future<unknown>>([first, second, third], { returnWhen: "FIRST_EXCEPTION" });
      await first;
      failing.set();
      const { done, notDone } = await waiting;
      assertEquals(done.size === 2 && done.has(first) && done.has(second), true);
      assertEquals(notDone.size === 1 && notDone.has(third), true);
      return [third];
    }),
  );

  same(
    "test_first_exception_some_already_complete",
    untilOver(async (event) => {
      const [failing, waiting] = [executor.submit(raise), executor.submit(waitFor, event)];
      const [cancelled, notified, successful] = [
        futureIn("cancelled"),
        futureIn("notified"),
        futureIn("successful"),
      ];
      const all = [successful, cancelled, notified, failing, waiting];
      const { done, notDone } = await waitFutures<Future<unknown>>(all, { returnWhen: "FIRST_EXCEPTION" });
      assertEquals(done.size === 3 && done.has(successful) && done.has(notified) && done.has(failing), true);
      assertEquals(notDone.size === 2 && notDone.has(cancelled) && notDone.has(waiting), true);
      return [waiting];
    }),
  );

  same(
    "test_first_exception_one_already_failed",
    untilOver(async (event) => {
      const [failed, waiting] = [futureIn("failed"), executor.submit(waitFor, event)];
      const { done, notDone } = await waitFutures<Future<unknown>>([failed, waiting], {
        returnWhen: "FIRST_EXCEPTION",
      });
      assertEquals([done.has(failed), notDone.has(waiting)], [true, true]);
      return [waiting];
    }),
  );

  same("test_all_completed", async () => {
    const [failing, fine] = [executor.submit(raise), executor.submit(power, 2, 21)];
    const all = [futureIn("successful"), futureIn("notified"), futureIn("failed"), failing, fine];
    const { done, notDone } = await waitFutures<Future<unknown>>(all, { returnWhen: "ALL_COMPLETED" });
    assertEquals([done, notDone.size], [new Set<Future<unknown>>(all), 0]);
  });

  same(
    "test_timeout",
    untilOver(async (event) => {
      const [fine, waiting] = [executor.submit(power, 6, 7), executor.submit(waitFor, event)];
      await fine;
      const all = [futureIn("notified"), futureIn("failed"), futureIn("successful"), fine, waiting];
      const { done, notDone } = await waitFutures<Future<unknown>>(all, { timeout: 20 });
      assertEquals([done.size, notDone.size, notDone.has(waiting)], [4, 1, true]);
      return [waiting];
    }),
  );
});
