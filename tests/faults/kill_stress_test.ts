import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { importTasks, Lock, Pool, Queue, SharedArray } from "../../mod.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { checkHeap } from "../support/check_heap.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { Random, withSeed } from "../support/random.ts";
import { until } from "../support/until.ts";

const tasks = importTasks<typeof import("./fixtures/tasks.ts")>(import.meta.resolve("./fixtures/tasks.ts"));

/** Milliseconds of random kills; `MULTICORE_STRESS_MS` sets another number. */
const DURATION = Number(Deno.env.get("MULTICORE_STRESS_MS") ?? 4000);

describe("Kills at random moments", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("of workers that use queues, locks and the allocator leave everything consistent", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      using queue = new Queue<number[]>();
      using lock = new Lock();
      using pair = new SharedArray("i", 2, { lock: false });
      const shared = { queue, lock, pair };
      await using pool = new Pool(4);
      await pool.run(tasks.churn, shared, 10);
      const before = checkHeap();

      const end = performance.now() + DURATION;
      const counts = { done: 0, stopped: 0 };
      const keepKilling = async () => {
        while (performance.now() < end) {
          const delay = random.below(60) + 1;
          const controller = new AbortController();
          const isTimed = random.below(2) === 0;
          const options = isTimed ? { timeout: delay } : { signal: controller.signal };
          const killed = pool.apply(tasks.churn, [shared, 0], options);
          const timer = setTimeout(() => controller.abort(), delay);
          const error = await killed.catch((error) => error);
          clearTimeout(timer);
          assertInstanceOf(error, isTimed ? TimeoutError : DOMException);
          counts.stopped++;
        }
      };
      const keepWorking = async () => {
        while (performance.now() < end) {
          await pool.run(tasks.churn, shared, 1 + random.below(50));
          counts.done++;
        }
      };
      await Promise.all([keepKilling(), keepKilling(), keepKilling(), keepWorking(), keepWorking()]);
      assert(counts.stopped > 0 && counts.done > 0, JSON.stringify(counts));

      // Every worker that was killed may have left one item more, or one less, than it found.
      assert(queue.qsize() <= counts.stopped);
      for (let left = queue.qsize(); left > 0; left--) {
        assertEquals(new Set(queue.getNowait()).size, 1);
      }
      assertEquals(engineCounts().shorts, 0);
      assert(await lock.acquire({ timeout: 10_000 }), "the lock is lost");
      const [first, second] = pair.slice() as [number, number];
      assert(lock.abandoned ? first - second <= 1 : first === second, `${first} ${second}`);
      lock.release();

      assertEquals(await pool.run(tasks.churn, shared, 10), 0);
      await pool.terminate();
      const after = checkHeap();
      // The task's definition and the shared objects' own blocks are in use as before.
      assert(
        after.usedBytes <= before.usedBytes,
        `${after.usedBytes} bytes are used, ${before.usedBytes} were`,
      );
      assertEquals(after.retiredBytes, before.retiredBytes);
    }));

  it("lose no wake-up that is sent just then", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      await using pool = new Pool(2);
      using started = new SharedArray("i", 1, { lock: false });
      const spin = (started: SharedArray<"i">) => {
        started.add(0, 1);
        while (true);
      };
      for (let round = 1; round <= 40; round++) {
        const controller = new AbortController();
        const spinning = pool.apply(spin, [started], { signal: controller.signal }).catch((error) => error);
        await until(() => started.at(0) === round);
        // The other worker sleeps, or is about to.
        const before = pool.run((n: number) => n, round);
        if (random.below(2) === 0) await before;
        controller.abort();
        const spread = random.below(4);
        const results: Promise<number>[] = [];
        for (let count = 0; count < 5; count++) {
          results.push(pool.run((n: number) => n, count));
          if (count < spread) await new Promise((resolve) => setTimeout(resolve, random.below(3)));
        }
        assertEquals(await Promise.all(results), [0, 1, 2, 3, 4]);
        assertEquals(await before, round);
        assertInstanceOf(await spinning, DOMException);
      }
    }));

  it("of a worker that sleeps in a queue take no message with it", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      await using pool = new Pool(2);
      using queue = new Queue<number>();
      using started = new SharedArray("i", 1, { lock: false });
      const take = (queue: Queue<number>, started: SharedArray<"i">) => {
        started.add(0, 1);
        return queue.getSync();
      };
      for (let round = 1; round <= 25; round++) {
        const controller = new AbortController();
        const doomed = pool.apply(take, [queue, started], { signal: controller.signal }).catch((error) =>
          error
        );
        const patient = pool.apply(take, [queue, started]);
        await until(() => started.at(0) === 2 * round);
        if (random.below(2) === 0) await new Promise((resolve) => setTimeout(resolve, random.below(3)));
        controller.abort();
        await queue.put(round);
        assertEquals(await patient, round);
        assertInstanceOf(await doomed, DOMException);
      }
    }));
});
