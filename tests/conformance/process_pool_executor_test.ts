import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { afterAll, beforeAll } from "@std/testing/bdd";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  Event,
  Executor,
  importTasks,
  RawArray,
  Semaphore,
  TimeoutError,
  Value,
  WorkerLostError,
} from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { until } from "../support/until.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/calls.ts");
const { acquire, count, crash, pid, power, raise } = importTasks<
  typeof import("./fixtures/calls.ts")
>(FIXTURES);

const range = (count: number) => [...Array(count).keys()];
const collector = (): () => void => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
};

suite("test_concurrent_futures", "ProcessPoolExecutorTest", ({ same, better, notApplicable }) => {
  let executor: Executor;
  beforeAll(() => void (executor = new Executor(2)));
  afterAll(() => executor.shutdown());

  same("test_submit", async () => {
    assertEquals(await executor.submit(power, 2, 8).result(), 256);
  });

  same("test_submit_keyword", async () => {
    // Keyword arguments are an object, whatever their names.
    const capture = (first: number, rest: { self: number; fn: number }) => [first, rest];
    assertEquals(await executor.submit(capture, 1, { self: 2, fn: 3 }), [1, { self: 2, fn: 3 }]);
    assertThrows(() => executor.submit({ fn: capture } as never), TypeError);
    assertThrows(() => executor.submit(undefined as never), TypeError);
  });

  same("test_map", async () => {
    const expected = range(10).map((n) => n ** n);
    assertEquals(await Array.fromAsync(executor.map(power, range(10), range(10))), expected);
    assertEquals(
      await Array.fromAsync(executor.map(power, range(10), range(10), { chunkSize: 3 })),
      expected,
    );
  });

  same("test_map_exception", async () => {
    const divide = (a: number, b: number) => {
      if (b === 0) throw new RangeError("division by zero");
      return [Math.floor(a / b), a % b];
    };
    const results = executor.map(divide, [1, 1, 1, 1], [2, 3, 0, 5]);
    assertEquals((await results.next()).value, [0, 1]);
    assertEquals((await results.next()).value, [0, 1]);
    await assertRejects(() => results.next(), RangeError, "division by zero");
  });

  same("test_map_timeout", async () => {
    const wait = (event: Event) => void event.waitSync();
    using event = new Event();
    event.set();
    using later = new Event();
    const results = executor.map(wait, [event, event, later], { timeout: 5000 });
    assertEquals([(await results.next()).value, (await results.next()).value], [undefined, undefined]);
    const hasty = executor.map(wait, [later], { timeout: 1 });
    await assertRejects(() => hasty.next(), TimeoutError);
    later.set();
    assertEquals(await results.next(), { done: false, value: undefined });
  });

  same("test_shutdown_race_issue12456", async () => {
    const two = new Executor(2);
    using calls = new Value("i");
    two.map(count, Array(3).fill(calls));
    await two.shutdown();
    assertEquals(calls.value, 3);
  });

  same("test_no_stale_references", async () => {
    const collect = collector();
    const ref = await (async () => {
      const object = { method: "mine" };
      await executor.submit((object: { method: string }) => object.method, object);
      return new WeakRef(object);
    })();
    await until(() => {
      collect();
      return ref.deref() === undefined;
    });
  });

  same("test_max_workers_negative", () => {
    for (const maxWorkers of [0, -1]) {
      assertThrows(() => new Executor({ maxWorkers }), RangeError, "'maxWorkers' must be at least 1");
    }
  });

  same("test_free_reference", async () => {
    const collect = collector();
    const results = executor.map((n: number) => ({ n }), range(10));
    const next = async () => new WeakRef((await results.next()).value as object);
    const refs: WeakRef<object>[] = [];
    while (refs.length < 9) refs.push(await next());
    await until(() => {
      collect();
      return refs.every((ref) => ref.deref() === undefined);
    });
    await next();
    assert((await results.next()).done);
  });

  notApplicable("test_max_workers_too_large", "a limit of Windows, which threads do not have");

  better(
    "test_killed_child",
    "only the task that the worker ran fails, with a `WorkerLostError`; another worker takes its place",
    async () => {
      await using two = new Executor(2);
      const futures = [two.submit(crash), two.submit(power, 2, 8)];
      await assertRejects(() => futures[0]!.result(), WorkerLostError);
      assertEquals([await futures[1], await two.submit(power, 2, 9)], [256, 512]);
    },
  );

  same("test_map_chunksize", async () => {
    const expected = range(40).map((n) => n ** n);
    for (const chunkSize of [6, 50, 40]) {
      assertEquals(
        await Array.fromAsync(executor.map(power, range(40), range(40), { chunkSize })),
        expected,
      );
    }
    assertThrows(() => executor.map(power, range(40), range(40), { chunkSize: -1 }), RangeError);
  });

  better(
    "test_traceback",
    "the stack of the very error goes from the worker's line to the caller's; it is no other object's text",
    async () => {
      const error = await assertRejects(() => executor.submit(raise).result(), RangeError, "123");
      assertEquals([error.message, Object.getPrototypeOf(error)], ["123", RangeError.prototype]);
      assertStringIncludes(error.stack!, "at raise");
      assertStringIncludes(error.stack!, "fixtures/calls.ts");
      assertStringIncludes(error.stack!, "process_pool_executor_test.ts");
    },
  );

  same("test_ressources_gced_in_workers", async () => {
    const measure = (array: RawArray<"b">) => array.length;
    await executor.submit(measure, new RawArray("b", 1));
    const collect = collector();
    const released = async () => {
      const before = checkHeap().blocks;
      using array = new RawArray("b", 1000);
      assertEquals(await executor.submit(measure, array), 1000);
      return before;
    };
    const before = await released();
    await until(() => {
      collect();
      return checkHeap().blocks <= before;
    });
  });

  same("test_saturation", async () => {
    using semaphore = new Semaphore(0);
    const futures = range(15 * executor.maxWorkers).map(() => executor.submit(acquire, semaphore));
    for (const _ of futures) semaphore.release();
    const pids = new Set(await Promise.all(futures));
    assert(pids.size <= executor.maxWorkers, `${pids.size} workers`);
  });

  same("test_idle_process_reuse_one", async () => {
    await using four = new Executor(4);
    const pids = new Set<number>();
    for (let i = 0; i < 3; i++) pids.add(await four.submit(pid));
    assertEquals(pids.size, 1);
  });

  same("test_idle_process_reuse_multiple", async () => {
    await using four = new Executor(4);
    const futures = [];
    for (let i = 0; i < 3; i++) {
      const awaited = four.submit(pid);
      futures.push(awaited, four.submit(pid));
      await awaited;
    }
    assert(new Set(await Promise.all(futures)).size <= 3);
  });

  same("test_max_tasks_per_child", async () => {
    await using one = new Executor({ maxWorkers: 1, maxTasksPerChild: 3 });
    const pids: number[] = [];
    for (let i = 0; i < 4; i++) pids.push(await one.submit(pid));
    assertEquals([pids[1], pids[2]], [pids[0], pids[0]]);
    assert(pids[3] !== pids[0]);
  });

  notApplicable("test_max_tasks_per_child_defaults_to_spawn_context", "there is one way to start a worker");

  same("test_max_tasks_early_shutdown", async () => {
    const three = new Executor({ maxWorkers: 3, maxTasksPerChild: 1 });
    const futures = range(6).map((n) => three.submit(power, n, 2));
    await three.shutdown();
    assertEquals(await Promise.all(futures), [0, 1, 4, 9, 16, 25]);
  });
});
