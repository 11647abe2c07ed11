import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { afterAll, beforeAll, beforeEach, describe, it } from "@std/testing/bdd";
import {
  BrokenExecutorError,
  CancelledError,
  PoolClosedError,
  WorkerLostError,
} from "../../engine/errors/pool_errors.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { asCompleted, waitFutures } from "../../engine/pool/wait_futures.ts";
import { Executor } from "../../mod.ts";
import type { ExecutorMapOptions } from "../../engine/pool/executor.ts";
import { Future } from "../../engine/pool/future.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { Random, withSeed } from "../support/random.ts";
import { until } from "../support/until.ts";

/** Says that it has begun, and goes on when it may. */
const pass = (gate: SharedArray<"i">) => {
  gate.add(1, 1);
  while (gate.at(0) === 0);
  return "passed";
};

const add = (a: number, b: number) => a + b;

describe("Executor", { sanitizeOps: false, sanitizeResources: false }, () => {
  let executor: Executor;
  let gate: SharedArray<"i">;
  beforeAll(() => {
    executor = new Executor(2);
    gate = new SharedArray("i", 2);
  });
  beforeEach(() => void gate.fill(0));
  afterAll(() => executor.killWorkers());

  it("submit() gives a future of the result, or of what the task threw", async () => {
    const future: Future<number> = executor.submit(add, 1, 2);
    assertInstanceOf(future, Future);
    assertEquals([await future, future.done(), await future.exception()], [3, true, undefined]);
    const failing = executor.submit((message: string) => {
      throw new RangeError(message);
    }, "own");
    const error = await assertRejects(() => failing, RangeError, "own");
    assertStrictEquals(await failing.exception(), error);
    assert(error.stack!.includes("executor_test.ts"), error.stack);
    assertEquals(await executor.submit(async (n: number) => await Promise.resolve(n), 4), 4);
    assertEquals(executor.maxWorkers, 2);
  });

  it("submit() of what cannot be sent fails that future alone", async () => {
    const captured = 1;
    const futures = [
      executor.submit(() => captured),
      executor.submit((fn: unknown) => fn, () => 1),
      executor.submit(() => () => 1),
    ];
    for (const future of futures) await assertRejects(() => future, TransferError);
    assertEquals(await executor.submit(add, 1, 1), 2);
    assertThrows(() => executor.submit(1 as never), TypeError);
  });

  it("a future is running once a worker has begun its task: before, it can be cancelled, then not any more", async () => {
    const running = [executor.submit(pass, gate), executor.submit(pass, gate)];
    await until(() => gate.at(1) === 2);
    const waiting = Array.from({ length: 3000 }, () => executor.submit(pass, gate));
    assertEquals(running.map((future) => future.running()), [true, true]);
    assertEquals(waiting.some((future) => future.running() || future.done()), false);
    assertEquals(running.map((future) => future.cancel()), [false, false]);
    let told = 0;
    for (const future of waiting) future.addDoneCallback((future) => told += future.cancelled() ? 1 : 0);
    assert(waiting.every((future) => future.cancel() && future.cancel()));
    assertEquals(told, waiting.length);
    await assertRejects(() => waiting[7]!, CancelledError);
    gate.view[0] = 1;
    assertEquals(await Promise.all(running), ["passed", "passed"]);
    assertEquals(running.map((future) => [future.running(), future.cancel()]), [[false, false], [
      false,
      false,
    ]]);
    assertEquals(await executor.submit((gate: SharedArray<"i">) => gate.at(1), gate), 2); // none of the others has run
  });

  it("waitFutures() and asCompleted() see what is cancelled, done and failed", async () => {
    const futures = [
      executor.submit(pass, gate),
      executor.submit(add, 1, 2),
      executor.submit(() => {
        throw new RangeError("failed");
      }),
    ];
    const first = await waitFutures(futures, { returnWhen: "FIRST_EXCEPTION" });
    assert(first.done.has(futures[2]!) && first.notDone.has(futures[0]!));
    const late = executor.submit(pass, gate);
    assertEquals((await waitFutures([futures[0]!], { timeout: 1 })).done.size, 0);
    const order: unknown[] = [];
    for await (const { future } of asCompleted([...futures, late])) {
      order.push(future);
      gate.view[0] = 1;
    }
    assertEquals(new Set(order), new Set([...futures, late]));
    assert(order.indexOf(futures[1]) < order.indexOf(futures[0]));
  });

  it("apply() with a timeout or a signal really stops a task that runs", async () => {
    const spin = () => {
      while (true);
    };
    await assertRejects(() => executor.apply(spin, [], { timeout: 10 }), TimeoutError, "Stopped task");
    const controller = new AbortController();
    const stopped = executor.apply(pass, [gate], { signal: controller.signal });
    await until(() => stopped.running());
    controller.abort(new RangeError("enough"));
    await assertRejects(() => stopped, RangeError, "enough");
    assertEquals(await executor.apply(add, [1, 2], { timeout: 60_000 }), 3);
    assertThrows(() => executor.apply(add, 1 as never), TypeError, "must be an array: received 1");
    assertThrows(() => executor.apply(add, [1, 2], { time: 1 } as never), TypeError, "'time' is unknown");
  });

  it("a worker that dies loses its task alone, and is replaced: the executor is not broken", async () => {
    const futures = Array.from(
      { length: 20 },
      (_, n) => executor.submit((n: number) => n === 5 ? Deno.exit(3) : n, n),
    );
    const { done } = await waitFutures(futures);
    assertEquals(done.size, 20);
    for (const [n, future] of futures.entries()) {
      if (n === 5) assertInstanceOf(await future.exception(), WorkerLostError);
      else assertEquals(await future, n);
    }
    assertEquals(await executor.submit(add, 1, 1), 2);
  });

  it("a future that its holder settles keeps that, whatever the task does", async () => {
    const future = executor.submit(pass, gate);
    future.setResult("mine");
    gate.view[0] = 1;
    await executor.submit(add, 1, 1);
    assertEquals(await future, "mine");
  });

  it("a task runs once, or its future was cancelled, whoever is first, also among workers that die", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      const visit = (runs: SharedArray<"i">, n: number, dies: boolean) => {
        runs.add(n, 1);
        if (dies) Deno.exit(1);
        return n;
      };
      const size = 400;
      using runs = new SharedArray("i", size);
      for (let round = 0; round < 5; round++) {
        runs.fill(0);
        const futures: Future<number>[] = [];
        const wasCancelled: boolean[] = new Array(size).fill(false);
        for (let n = 0; n < size; n++) {
          futures.push(executor.submit(visit, runs, n, random.below(100) === 0));
          futures[n]!.catch(() => {});
          if (random.below(20) === 0) await new Promise((resolve) => setTimeout(resolve));
          const victim = random.below(n + 1);
          const wasRunning = futures[victim]!.running();
          if (random.below(2) === 0) wasCancelled[victim] = futures[victim]!.cancel();
          assert(!(wasRunning && wasCancelled[victim]), "A running future was cancelled");
        }
        await waitFutures(futures);
        for (const [n, future] of futures.entries()) {
          assertEquals(
            [future.cancelled(), future.running(), runs.at(n)],
            [wasCancelled[n], false, wasCancelled[n] ? 0 : 1],
            `task ${n} of round ${round}`,
          );
        }
      }
      assertEquals(await executor.submit(add, 1, 1), 2);
    }));

  it("gives each of 20,000 futures its own result", async () => {
    const futures = Array.from({ length: 20_000 }, (_, n) => executor.submit((n: number) => 2 * n, n));
    assertEquals(await Promise.all(futures), Array.from({ length: 20_000 }, (_, n) => 2 * n));
  });
});

describe("Executor.map()", { sanitizeOps: false, sanitizeResources: false }, () => {
  let executor: Executor;
  beforeAll(() => void (executor = new Executor({ maxWorkers: 2 })));
  afterAll(() => executor.killWorkers());

  it("gives the results in order, of as many calls as the shortest iterable has items", async () => {
    const sums: number[] = [];
    for await (const sum of executor.map(add, [1, 2, 3, 4], new Set([10, 20, 30]))) sums.push(sum);
    assertEquals(sums, [11, 22, 33]);
    async function* slowly() {
      for (let n = 0; n < 5; n++) yield await Promise.resolve(n);
    }
    assertEquals(await Array.fromAsync(executor.map(add, slowly(), [1, 1, 1])), [1, 2, 3]);
    assertEquals(await Array.fromAsync(executor.map((n: number) => -n, [])), []);
    assertEquals(await Array.fromAsync(executor.map((c: string) => c + c, "ab")), ["aa", "bb"]);
    for (const chunkSize of [1, 2, 7, 100]) {
      const results = executor.map((n: number) => n + 1, Array.from({ length: 50 }, (_, n) => n), {
        chunkSize,
      });
      assertEquals(await Array.fromAsync(results), Array.from({ length: 50 }, (_, n) => n + 1));
    }
  });

  it("makes all calls although nobody takes the results; with a bufferSize no more than that many", async () => {
    using calls = new SharedArray("i", 1);
    const count = (calls: SharedArray<"i">) => calls.add(0, 1);
    const source = Array.from({ length: 100 }, () => calls);
    executor.map(count, source);
    await until(() => calls.at(0) === 100);
    let taken = 0;
    function* counted() {
      for (const item of source) {
        taken++;
        yield item;
      }
    }
    const bounded = executor.map(count, counted(), { bufferSize: 4 });
    assertEquals((await bounded.next()).done, false);
    await until(() => calls.at(0)! >= 104);
    assert(taken <= 5, `${taken} were taken`);
    await bounded.return!();
  });

  it("rejects with a call's error at its place, ends there, and drops what has not begun", async () => {
    using calls = new SharedArray("i", 1);
    let isClosed = false;
    function* numbers() {
      try {
        for (let n = 0;; n++) yield n;
      } finally {
        isClosed = true;
      }
    }
    const visit = (n: number, calls: SharedArray<"i">) => {
      if (n === 3) throw new RangeError("the fourth");
      calls.add(0, 1);
      return n;
    };
    function* forever() {
      while (true) yield calls;
    }
    for (const chunkSize of [1, 2]) {
      isClosed = false;
      const results = executor.map(visit, numbers(), forever(), { chunkSize, bufferSize: 6 });
      const given: number[] = [];
      await assertRejects(
        async () => {
          for await (const result of results) given.push(result);
        },
        RangeError,
        "the fourth",
      );
      assertEquals([given, isClosed], [[0, 1, 2], true]);
      assertEquals((await results.next()).done, true);
    }
  });

  it("rejects when a result is not there in time from the call, and drops what has not begun", async () => {
    using gate = new SharedArray("i", 2);
    const options: ExecutorMapOptions = { timeout: 30 };
    const results = executor.map(pass, [gate, gate, gate, gate, gate], options);
    await assertRejects(() => results.next(), TimeoutError);
    assertEquals((await results.next()).done, true);
    const begun = gate.at(1)!;
    gate.view[0] = 1;
    assertEquals(await executor.submit(add, 1, 1), 2);
    assert(begun <= 2 && gate.at(1)! <= 2, `${gate.at(1)} have begun`);
  });

  it("refuses, at the call, what it cannot take", () => {
    const one = (n: number) => n;
    assertThrows(() => executor.map(one, 5 as never), TypeError, "options must be an object: received 5");
    assertThrows(() => executor.map(add, 5 as never, [1]), TypeError, "must be iterable: received 5");
    assertThrows(
      () => (executor.map as (fn: typeof one) => unknown).call(executor, one),
      TypeError,
      "received none",
    );
    assertThrows(() => executor.map(one, [1], { chunkSize: 0 }), RangeError, "at least 1: received 0");
    assertThrows(() => executor.map(one, [1], { chunkSize: 1.5 }), RangeError, "whole number");
    assertThrows(() => executor.map(one, [1], { timeout: -1 }), RangeError, "0 or more");
    assertThrows(() => executor.map(one, [1], { size: 1 } as never), TypeError, "'size' is unknown");
  });
});

describe("Executor's life", () => {
  it("shutdown() lets what was submitted finish, and refuses anything new", async () => {
    const executor = new Executor(2);
    const futures = Array.from({ length: 50 }, (_, n) => executor.submit((n: number) => n, n));
    const mapped = executor.map((n: number) => n, Array.from({ length: 50 }, (_, n) => n));
    await executor.shutdown({ wait: false });
    const message = "Cannot use the executor as it is not running: it was shut down";
    assertThrows(() => executor.submit(add, 1, 2), PoolClosedError, message);
    assertThrows(() => executor.map(add, [], []), PoolClosedError, message);
    await executor.shutdown();
    await executor.shutdown();
    assert(futures.every((future) => future.done()));
    assertEquals(await Promise.all(futures), Array.from({ length: 50 }, (_, n) => n));
    assertEquals(await Array.fromAsync(mapped), Array.from({ length: 50 }, (_, n) => n));
    await assertRejects(() => executor.shutdown({ now: true } as never), TypeError, "'now' is unknown");
  });

  it("shutdown() with cancelFutures cancels what has not begun, and nothing else", async () => {
    using gate = new SharedArray("i", 2);
    const executor = new Executor(1);
    const running = executor.submit(pass, gate);
    await until(() => running.running());
    const waiting = [executor.submit(pass, gate), executor.submit(pass, gate)];
    const mapped = executor.map(pass, [gate, gate, gate]);
    const ended = executor.shutdown({ cancelFutures: true });
    assertEquals([running.cancelled(), ...waiting.map((future) => future.cancelled())], [false, true, true]);
    await assertRejects(() => mapped.next(), CancelledError);
    gate.view[0] = 1;
    await ended;
    assertEquals([await running, gate.at(1)], ["passed", 1]);
  });

  it("leaving `await using` waits for what was submitted", async () => {
    let future: Future<number>;
    {
      await using executor = new Executor(1);
      future = executor.submit(add, 20, 22);
    }
    assertEquals([future.done(), await future], [true, 42]);
  });

  it("terminateWorkers() and killWorkers() stop what runs and break what is pending", async () => {
    using gate = new SharedArray("i", 2);
    for (const end of ["terminateWorkers", "killWorkers"] as const) {
      gate.fill(0);
      const executor = new Executor(2);
      const futures = Array.from({ length: 5 }, () => executor.submit(pass, gate));
      await until(() => gate.at(1) === 2);
      const ended = executor[end]();
      for (const future of futures) await assertRejects(() => future, BrokenExecutorError, "terminated");
      await ended;
      assertThrows(() => executor.submit(add, 1, 1), PoolClosedError, "terminated");
      await executor.shutdown();
    }
  });

  it("an initializer that throws breaks the executor, with the cause", async () => {
    const executor = new Executor({
      maxWorkers: 2,
      initializer: (message: string) => {
        throw new RangeError(message);
      },
      initArgs: ["no licence"],
    });
    const futures = [1, 2, 3].map((n) => executor.submit((n: number) => n, n));
    for (const future of futures) {
      const error = await assertRejects(() => future, BrokenExecutorError, "no licence");
      assertInstanceOf(error.cause, RangeError);
    }
    assertThrows(() => executor.submit(add, 1, 1), BrokenExecutorError, "no licence");
    function* endless() {
      while (true) yield 1;
    }
    await assertRejects(() => executor.map((n: number) => n, endless()).next(), BrokenExecutorError);
    await executor.shutdown();
  });

  it("refuses options that are wrong", () => {
    const refused: [unknown, typeof TypeError | typeof RangeError, string][] = [
      [0, RangeError, "Cannot create an executor as 'maxWorkers' must be at least 1: received 0"],
      [{ maxWorkers: "2" }, TypeError, "'maxWorkers' must be a number: received 2"],
      [{ processes: 2 }, TypeError, "option 'processes' is unknown"],
      [{ initializer: 1 }, TypeError, "'initializer' must be a function: received 1"],
      [{ maxTasksPerChild: 0 }, RangeError, "'maxTasksPerChild' must be at least 1: received 0"],
      [{ maxTasksPerChild: 1.5 }, RangeError, "'maxTasksPerChild' must be a whole number: received 1.5"],
    ];
    for (const [options, type, message] of refused) {
      assertThrows(() => new Executor(options as never), type, message);
    }
  });
});
