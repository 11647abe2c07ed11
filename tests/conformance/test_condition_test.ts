import { assert, assertEquals, assertRejects } from "@std/assert";
import { afterAll } from "@std/testing/bdd";
import { Condition, Event, importTasks, Pool, Semaphore, Value } from "../../mod.ts";
import { suite } from "./conform.ts";

const tasks = importTasks<typeof import("./fixtures/conditions.ts")>(
  import.meta.resolve("./fixtures/conditions.ts"),
);

/** Far longer than any of this takes: one that waits so long has failed. */
const LONG = 60_000;

suite("_test_multiprocessing", "_TestCondition", ({ same, better }) => {
  const pool = new Pool(6);
  afterAll(async () => {
    pool.terminate();
    await pool.join();
  });

  /** A condition, and processes that sleep on it. */
  const bedroom = () => {
    const condition = new Condition(), sleeping = new Semaphore(0), woken = new Semaphore(0);
    return {
      condition,
      woken,
      /** Resolves once so many more have begun to wait, to what they will return. */
      async sleep(count: number, timeout?: number): Promise<{ results: Promise<boolean[]> }> {
        const sleepers = Array.from(
          { length: count },
          () => pool.run(tasks.sleepOn, condition, sleeping, woken, timeout),
        );
        for (let n = 0; n < count; n++) await sleeping.acquire();
        // They said so holding the lock, which is free once the last of them waits.
        using _ = await condition.hold();
        return { results: Promise.all(sleepers) };
      },
      async notify(wake: () => void): Promise<void> {
        using _ = await condition.hold();
        wake();
      },
      /** Asserts that so many more have woken, and nobody else. */
      async wokeUp(count: number): Promise<void> {
        for (let n = 0; n < count; n++) assert(await woken.acquire({ timeout: LONG }));
        assertEquals(woken.getValue(), 0);
      },
    };
  };

  same("test_notify", async () => {
    const { condition, sleep, notify, wokeUp } = bedroom();
    const { results } = await sleep(2);
    await wokeUp(0);
    await notify(() => condition.notify());
    await wokeUp(1);
    await notify(() => condition.notify());
    await wokeUp(1);
    assertEquals(await results, [true, true]);
  });

  same("test_notify_all", async () => {
    const { condition, sleep, notify, wokeUp } = bedroom();
    const early = await sleep(6, 10);
    await wokeUp(6);
    assertEquals(await early.results, new Array(6).fill(false));
    const late = await sleep(6);
    await wokeUp(0);
    await notify(() => condition.notifyAll());
    await wokeUp(6);
    assertEquals(await late.results, new Array(6).fill(true));
  });

  same("test_notify_n", async () => {
    const { condition, sleep, notify, wokeUp } = bedroom();
    const { results } = await sleep(6);
    await wokeUp(0);
    await notify(() => condition.notify(2));
    await wokeUp(2);
    await notify(() => condition.notify(4));
    await wokeUp(4);
    await results;
    await notify(() => condition.notify(3));
    await wokeUp(0);
  });

  same("test_timeout", async () => {
    using condition = new Condition();
    await condition.acquire();
    assertEquals(await condition.wait({ timeout: 10 }), false);
    assertEquals(condition.waitSync({ timeout: 10 }), false);
    condition.release();
  });

  same("test_waitfor", async () => {
    using condition = new Condition(), count = new Value("i", -1), givenUp = new Event();
    const counting = pool.run(tasks.waitForFour, condition, count, LONG, givenUp);
    {
      using _ = await condition.hold();
      assert(await condition.waitFor(() => count.value === 0));
      assertEquals(count.value, 0);
    }
    for (let step = 0; step < 4; step++) {
      using _ = await condition.hold();
      count.value++;
      condition.notify();
    }
    assertEquals(await counting, true);
  });

  same("test_waitfor_timeout", async () => {
    using condition = new Condition(), count = new Value("i", -1), givenUp = new Event();
    const counting = pool.run(tasks.waitForFour, condition, count, 50, givenUp);
    {
      using _ = await condition.hold();
      assert(await condition.waitFor(() => count.value === 0));
    }
    // Each wakes it, and none gives it more time.
    for (let step = 0; !givenUp.isSet(); step++) {
      using _ = await condition.hold();
      if (step < 3) count.value++;
      condition.notify();
    }
    assertEquals(await counting, false);
    assertEquals(givenUp.isSet(), true);
  });

  better(
    "test_wait_result",
    "An `AbortSignal` interrupts a wait, in any thread; Ctrl-C does so in Python, in the main thread",
    async () => {
      using condition = new Condition();
      using _ = await condition.hold();
      assertEquals(await condition.wait({ timeout: 0 }), false);
      assertEquals(await condition.wait({ timeout: 5 }), false);
      const notifying = pool.run(tasks.notifyOnce, condition);
      assertEquals(await condition.wait({ timeout: LONG }), true);
      await notifying;
      const interrupt = new AbortController();
      const waiting = condition.wait({ timeout: LONG, signal: interrupt.signal });
      interrupt.abort(new Error("interrupted"));
      await assertRejects(() => waiting, Error, "interrupted");
      assert(condition.locked());
    },
  );
});
