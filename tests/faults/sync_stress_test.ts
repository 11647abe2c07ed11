import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  Barrier,
  Condition,
  Event,
  importTasks,
  Lock,
  Pool,
  Semaphore,
  SharedArray,
  TimeoutError,
} from "../../mod.ts";
import { KIND_TICKET } from "../../engine/core/layout.ts";
import { checkHeap } from "../support/check_heap.ts";
import { countObjects } from "../support/count_objects.ts";
import { Random, withSeed } from "../support/random.ts";
import type { Shared } from "../sync/fixtures/struggling.ts";

const tasks = importTasks<typeof import("../sync/fixtures/struggling.ts")>(
  import.meta.resolve("../sync/fixtures/struggling.ts"),
);

/** Milliseconds of random kills; `MULTICORE_STRESS_MS` sets another number. */
const DURATION = Number(Deno.env.get("MULTICORE_STRESS_MS") ?? 4000);
const PERMITS = 3;

describe("Kills at random moments", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("of workers that wait for each other leave every count exact", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      using semaphore = new Semaphore(PERMITS);
      using condition = new Condition(new Lock());
      using event = new Event();
      using barrier = new Barrier(2);
      using pair = new SharedArray("i", 2, { lock: false });
      const shared: Shared = { semaphore, condition, event, barrier, pair };
      await using pool = new Pool(4);
      await pool.run(tasks.struggle, shared, 3);

      const end = performance.now() + DURATION;
      const counts = { done: 0, stopped: 0 };
      const keepKilling = async () => {
        while (performance.now() < end) {
          const delay = random.below(60) + 1;
          const isTimed = random.below(2) === 0;
          const options = isTimed ? { timeout: delay } : { signal: AbortSignal.timeout(delay) };
          const error = await pool.apply(tasks.struggle, [shared, 0], options).catch((error) => error);
          assertInstanceOf(error, isTimed ? TimeoutError : DOMException);
          counts.stopped++;
        }
      };
      const keepWorking = async () => {
        while (performance.now() < end) {
          await pool.run(tasks.struggle, shared, 1 + random.below(20));
          counts.done++;
        }
      };
      await Promise.all([keepKilling(), keepKilling(), keepKilling(), keepWorking(), keepWorking()]);
      assert(counts.stopped > 0 && counts.done > 0, JSON.stringify(counts));

      await pool.run(tasks.struggle, shared, 3);
      await pool.terminate();
      await pool.join();
      // Every permit of the dead has come back, nobody is left in a line, and the lock is free.
      assertEquals(semaphore.getValue(), PERMITS);
      assertEquals(barrier.nWaiting, 0);
      assertEquals(countObjects(KIND_TICKET), 0);
      assert(await condition.acquire({ timeout: 10_000 }), "the lock is lost");
      const [first, second] = pair.slice() as [number, number];
      assert(condition.abandoned ? first - second <= 1 : first === second, `${first} ${second}`);
      condition.release();
      checkHeap();
    }));
});
