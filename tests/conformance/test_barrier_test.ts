import { assert, assertEquals } from "@std/assert";
import { afterAll } from "@std/testing/bdd";
import { Barrier, importTasks, Pool, SharedArray } from "../../mod.ts";
import { suite } from "./conform.ts";
import * as parties from "./fixtures/barriers.ts";

const tasks = importTasks<typeof parties>(import.meta.resolve("./fixtures/barriers.ts"));
const N = 5;

suite("_test_multiprocessing", "_TestBarrier", ({ same, better }) => {
  const pool = new Pool(N - 1);
  afterAll(async () => {
    pool.terminate();
    await pool.join();
  });

  /** Runs it as five parties, one of them on this thread. Resolves to what they return. */
  const together = <A extends unknown[], R>(
    inWorker: (party: number, ...args: A) => R,
    here: (party: number, ...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>[]> => {
    const others = Array.from({ length: N - 1 }, (_, party) => pool.apply(inWorker, [party, ...args]));
    return Promise.all([...others, here(N - 1, ...args)]) as Promise<Awaited<R>[]>;
  };

  const passThrough = async (passes: number) => {
    using barrier = new Barrier(N);
    using visits = new SharedArray("i", 2);
    const results = await together(tasks.passThrough, parties.passThrough, barrier, visits, passes);
    assertEquals(results, new Array(N).fill(true));
    assert(!barrier.broken);
  };

  same("test_barrier", () => passThrough(1));

  same("test_barrier_10", () => passThrough(10));

  same("test_wait_return", async () => {
    using barrier = new Barrier(N);
    const places = await together(tasks.waitOnce, parties.waitOnce, barrier);
    assertEquals(places.sort(), [0, 1, 2, 3, 4]);
  });

  same("test_action", async () => {
    using barrier = new Barrier(N, { action: tasks.count });
    const actions = await together(tasks.waitAndCount, parties.waitAndCount, barrier);
    assertEquals(actions.sort(), [0, 0, 0, 0, 1]);
  });

  same("test_abort", async () => {
    using barrier = new Barrier(N);
    const results = await together(tasks.abortOrWait, parties.abortOrWait, barrier);
    assertEquals(results, ["broken", "broken", "aborted", "broken", "broken"]);
    assert(barrier.broken);
  });

  same("test_reset", async () => {
    using barrier = new Barrier(N);
    const results = await together(tasks.resetOrWait, parties.resetOrWait, barrier);
    assertEquals(results.map(([first]) => first), ["broken", "broken", "reset", "broken", "broken"]);
    assertEquals(results.map(([, place]) => place).sort(), [0, 1, 2, 3, 4]);
    assert(!barrier.broken);
  });

  same("test_abort_and_reset", async () => {
    using barrier = new Barrier(N), other = new Barrier(N);
    const results = await together(tasks.abortAndReset, parties.abortAndReset, barrier, other);
    assertEquals(results.map(([first]) => first), ["broken", "broken", "aborted", "broken", "broken"]);
    assertEquals(results.map(([, place]) => place).sort(), [0, 1, 2, 3, 4]);
    assert(!barrier.broken);
  });

  same("test_timeout", async () => {
    using barrier = new Barrier(N);
    const results = await together(tasks.comeLate, parties.comeLate, barrier, 20);
    assertEquals(results, new Array(N).fill("broken"));
    assert(barrier.broken);
  });

  same("test_default_timeout", async () => {
    using barrier = new Barrier(N, { timeout: 20 });
    const results = await together(tasks.comeLate, parties.comeLate, barrier, undefined);
    assertEquals(results, new Array(N).fill("broken"));
    assert(barrier.broken);
  });

  same("test_single_thread", async () => {
    using barrier = new Barrier(1);
    assertEquals([await barrier.wait(), barrier.waitSync()], [0, 0]);
  });

  better(
    "test_thousand",
    "The parties block in WebAssembly's memory: a thousand meetings of five take a fraction of a second",
    async () => {
      const TIMES = 1000;
      using barrier = new Barrier(N);
      const others = Array.from(
        { length: N - 1 },
        (_, party) => pool.run(tasks.waitOften, party, barrier, TIMES),
      );
      let first = 0;
      for (let time = 0; time < TIMES; time++) if (await barrier.wait() === 0) first++;
      const counts = await Promise.all(others);
      assertEquals(counts.reduce((sum, count) => sum + count, first), TIMES);
    },
  );
});
