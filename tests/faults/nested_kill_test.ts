import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { importTasks, Lock, Pool, Process, Queue, SharedArray, TimeoutError } from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { Random, withSeed } from "../support/random.ts";
import { until } from "../support/until.ts";

const tasks = importTasks<typeof import("./fixtures/nested.ts")>(import.meta.resolve("./fixtures/nested.ts"));

/** Milliseconds of random kills. */
const DURATION = Number(Deno.env.get("MULTICORE_STRESS") ?? 6000);
/** Milliseconds: nothing here takes so long, so what does hangs. */
const HANGS = 60_000;
/** Those that are left when no pool or process is: the main one, and the watchdog. */
const THREADS = 2;

describe("Kills at random moments, of workers that have workers", {
  sanitizeOps: false,
  sanitizeResources: false,
}, () => {
  it("leave no thread, no slot, no ring, no cell and no hold", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      using queue = new Queue<number[]>();
      using lock = new Lock();
      using pair = new SharedArray("i", 2, { lock: false });
      const shared = { queue, lock, pair };
      const nestSeed = () => random.below(2 ** 30);
      {
        await using first = new Pool(1);
        await first.run(tasks.nest, nestSeed(), shared, 3);
      }
      await until(() => engineCounts().slots <= THREADS);
      checkHeap();
      const before = engineCounts();
      await using pool = new Pool(3);

      const counts = { done: 0, stopped: 0, blocked: 0, processes: 0 };
      const end = performance.now() + DURATION;
      const keepKilling = async () => {
        while (performance.now() < end) {
          const delay = 1 + random.below(400);
          const controller = new AbortController();
          const isTimed = random.below(2) === 0;
          const options = isTimed ? { timeout: delay } : { signal: controller.signal };
          const killed = pool.apply(tasks.nest, [nestSeed(), shared, 1e9], options);
          const timer = setTimeout(() => controller.abort(), delay);
          const error = await killed.catch((error) => error);
          clearTimeout(timer);
          assertInstanceOf(error, isTimed ? TimeoutError : DOMException);
          counts.stopped++;
        }
      };
      const keepWorking = async () => {
        while (performance.now() < end) {
          await pool.run(tasks.nest, nestSeed(), shared, 4);
          counts.done++;
          // The event loop stands still meanwhile, for the others too.
          const timeout = 1 + random.below(300);
          try {
            pool.applySync(tasks.nest, [nestSeed(), shared, random.below(2) === 0 ? 2 : 1e9], { timeout });
          } catch (error) {
            assertInstanceOf(error, TimeoutError);
          }
          counts.blocked++;
        }
      };
      const keepStarting = async () => {
        while (performance.now() < end) {
          const process = new Process({ target: tasks.nest, args: [nestSeed(), shared, 1e9] });
          process.start();
          await process.join(1 + random.below(300));
          process.kill();
          if (random.below(2) === 0) process.joinSync();
          else await process.join();
          assertEquals(process.exitCode, -9);
          counts.processes++;
        }
      };
      const work = Promise.all([keepKilling(), keepKilling(), keepWorking(), keepStarting()]);
      await inTime(work, "the work", DURATION + HANGS);
      assert(Object.values(counts).every((count) => count > 0), JSON.stringify(counts));

      assertEquals(await inTime(pool.run(tasks.nest, nestSeed(), shared, 3), "the last task"), 3);
      await inTime(pool.terminate(), "the end of the pool");
      await inTime(until(() => engineCounts().slots <= THREADS), "the end of the threads");
      assert(await lock.acquire({ timeout: 10_000 }), "the lock is lost");
      const [first, second] = pair.slice() as [number, number];
      assert(lock.abandoned ? first - second <= 1 : first === second, `${first} ${second}`);
      lock.release();
      while (!queue.empty()) {
        const [one, other] = queue.getNowait();
        assertEquals(one, other);
      }
      // Definitions of functions may have been dropped meanwhile, nothing can have come.
      checkHeap();
      const after = engineCounts();
      const seen = JSON.stringify({ before, after });
      assertEquals([after.rings, after.cells], [before.rings, before.cells], seen);
      assert(after.holds <= before.holds && after.usedBytes <= before.usedBytes, seen);
    }));

  it("at the moment of a request leave nothing behind, whether it was served or not", async () => {
    using asked = new SharedArray("i", 1, { lock: false });
    await until(() => engineCounts().slots <= THREADS);
    for (const blocks of [false, true]) {
      for (const what of ["pool", "process", "both", "stop"] as const) {
        const { rings } = engineCounts();
        asked.fill(0);
        const process = new Process({ target: tasks.request, args: [what, asked] });
        process.start();
        await until(() => asked.at(0) === 1);
        asked.view[0] = 2;
        // Neither blocking nor in its event loop this thread serves nobody.
        while (asked.view[0] === 2);
        process.kill();
        if (blocks) process.joinSync();
        await inTime(process.join(), "the requester");
        await inTime(until(() => engineCounts().slots <= THREADS), "the end of the threads");
        assertEquals([process.exitCode, engineCounts().rings], [-9, rings], what);
      }
    }
  });
});

async function inTime<T>(promise: Promise<T>, what: string, limit = HANGS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} hangs: ${JSON.stringify(engineCounts())}`)), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
