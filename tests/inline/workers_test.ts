/** What a pool's workers know, and how they and their tasks end, on the inline backend. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  BrokenExecutorError,
  currentProcess,
  Event,
  Executor,
  Pool,
  PoolClosedError,
  Process,
  ProcessError,
  Queue,
  SharedArray,
  TimeoutError,
  waitFutures,
  workerContext,
  workerId,
} from "../../mod.ts";
import { canTellWhoRuns } from "./fixtures/can_tell_who_runs.ts";
import { whoRuns } from "./fixtures/tasks.ts";

const backend = "inline";
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));
const never = () => new Promise(() => {});
const wait = (event: Event) => event.wait();

describe("workers of the inline backend", () => {
  it("have a number, and what the initializer returned, or resolved to", async () => {
    const initializer = async (name: string) => (await pause(), { name, served: 0 });
    await using pool = new Pool({ processes: 2, backend, initializer, initArgs: ["desk"] });
    const serve = async () => {
      const desk = workerContext<{ name: string; served: number }>();
      const id = workerId();
      const served = ++desk.served;
      await pause();
      return [id, desk.name, served];
    };
    const served = await Promise.all(Array.from({ length: 6 }, () => pool.run(serve)));
    for (const worker of [0, 1]) {
      const own = served.filter(([id]) => id === worker);
      assert(own.length > 0);
      assertEquals(own, own.map((_, index) => [worker, "desk", index + 1]));
    }
    assertThrows(() => workerId(), ProcessError, "this thread is no pool's worker");
  });

  it("break the pool if the initializer throws, and refuse initArgs that cannot be sent", async () => {
    const initializer = () => {
      throw new RangeError("no set-up");
    };
    await using pool = new Pool({ processes: 1, backend, initializer });
    const message = "Cannot run tasks as the initializer threw: no set-up";
    const error = await assertRejects(() => pool.run(pause), BrokenExecutorError, message) as Error;
    assert(error.cause instanceof RangeError);
    assertThrows(() => pool.applySync(Math.abs as (n: number) => number, [1]), BrokenExecutorError, message);
    assertThrows(() => new Pool({ backend, initializer: (_: unknown) => 1, initArgs: [() => 1] }), Error);
  });

  it("are replaced after maxTasksPerChild tasks, and leave their finalizers' results", async () => {
    const pool = new Pool({
      processes: 1,
      backend,
      maxTasksPerChild: 2,
      initializer: () => ({ served: 0 }),
      finalizer: async (context: { served: number }) => (await pause(), context.served),
    });
    const serve = () => ++workerContext<{ served: number }>().served;
    const served: number[] = [];
    for (let call = 0; call < 5; call++) served.push(await pool.run(serve));
    assertEquals(served, [1, 2, 1, 2, 1]);
    pool.close();
    await pool.join();
    assertEquals(pool.exitResults<number>(), [2, 2, 1]);
  });

  it("have finalizers whose error join() tells, and which cannot keep terminate() waiting", async () => {
    const failing = new Pool({
      processes: 1,
      backend,
      finalizer: () => {
        throw new Error("no end");
      },
    });
    await failing.run(pause);
    failing.close();
    await assertRejects(() => failing.join(), ProcessError, "its finalizer threw: no end");
    const waiting = new Pool({ processes: 1, backend, finalizer: never });
    await waiting.run(pause);
    await waiting.terminate();
  });

  it("are processes with names, and children of who opened the pool", async () => {
    await using pool = new Pool({ processes: 1, backend });
    const [before, after] = await pool.run(whoRuns);
    assert(before.startsWith("PoolWorker-"), before);
    assertEquals(after, canTellWhoRuns ? before : "MainProcess");
    assertEquals(currentProcess().name, "MainProcess");
    assertEquals(await pool.run(() => currentProcess().daemon), true);
  });

  it("may have pools and processes of their own", async () => {
    await using pool = new Pool({ processes: 2, backend });
    const nested = async (n: number): Promise<number> => {
      await using inner = new Pool({ processes: 2, backend: "inline" });
      const results = await inner.map(async (m: number) => (await null, m * m), [n, n + 1]);
      return results.reduce((a, b) => a + b);
    };
    assertEquals(await pool.map(nested, [1, 2, 3]), [5, 13, 25]);
    using sum = new SharedArray("i", 1);
    const start = async (sum: SharedArray<"i">) => {
      const process = new Process({
        target: (sum: SharedArray<"i">) => void sum[0]!++,
        args: [sum],
        backend: "inline",
      });
      process.start();
      await process.join();
      return process.exitCode;
    };
    assertEquals([await pool.run(start, sum), sum[0]], [0, 1]);
    assertEquals(
      pool.applySync((sum: SharedArray<"i">) => {
        const process = new Process({
          target: (sum: SharedArray<"i">) => void sum[0]!++,
          args: [sum],
          backend: "inline",
        });
        process.start();
        process.joinSync();
        return sum[0];
      }, [sum]),
      2,
    );
  });
});

describe("tasks of the inline backend", () => {
  it("are given up after their timeout, or when their signal aborts, while others go on", async () => {
    await using pool = new Pool({ processes: 2, backend });
    await assertRejects(() => pool.apply(never, [], { timeout: 5 }), TimeoutError, "timeout: 5 ms");
    const abort = new AbortController();
    const stopped = pool.apply(never, [], { signal: abort.signal });
    const other = pool.run(async () => (await pause(), "done"));
    queueMicrotask(() => abort.abort(new Error("stop")));
    await assertRejects(() => stopped, Error, "stop");
    assertEquals(await other, "done");
    await assertRejects(
      () => pool.apply(Math.abs, [1], { signal: AbortSignal.abort(new Error("before")) }),
      Error,
    );
    // One that does not await anything cannot be stopped: it is late when it returns.
    const spin = () => {
      const end = performance.now() + 10;
      while (performance.now() < end);
      return "late";
    };
    await assertRejects(() => pool.apply(spin, [], { timeout: 1 }), TimeoutError);
    assertThrows(() => pool.applySync(spin, [], { timeout: 1 }), TimeoutError);
    assertEquals(await pool.map(async (n: number) => (await null, n), [1, 2, 3], { timeout: 500 }), [
      1,
      2,
      3,
    ]);
  });

  it("that wait in the pool are dropped by a signal without having run", async () => {
    await using pool = new Pool({ processes: 1, backend });
    using event = new Event();
    using ran = new SharedArray("i", 1);
    const running = pool.run(wait, event);
    const abort = new AbortController();
    const dropped = pool.apply((ran: SharedArray<"i">) => void ran[0]!++, [ran], { signal: abort.signal });
    abort.abort(new Error("dropped"));
    await assertRejects(() => dropped, Error, "dropped");
    event.set();
    assertEquals([await running, ran[0]], [true, 0]);
  });

  it(
    "that are stopped while they wait for something never take it",
    { ignore: !canTellWhoRuns },
    async () => {
      await using pool = new Pool({ processes: 2, backend });
      using queue = new Queue<number>();
      const stopped = pool.apply((queue: Queue<number>) => queue.get(), [queue], { timeout: 5 });
      await assertRejects(() => stopped, TimeoutError);
      await queue.put(1);
      assertEquals(await pool.run((queue: Queue<number>) => queue.get(), queue), 1);
    },
  );

  it("run to their end when the pool is closed, and are failed when it is terminated", async () => {
    const closed = new Pool({ processes: 2, backend });
    const results = Array.from(
      { length: 5 },
      (_, n) => closed.run(async (n: number) => (await pause(), n), n),
    );
    assertEquals(closed.toString(), "<Pool state=RUN pool_size=2>");
    closed.close();
    await assertRejects(() => closed.run(pause), PoolClosedError, "it was closed");
    await closed.join();
    assertEquals(await Promise.all(results), [0, 1, 2, 3, 4]);

    const pool = new Pool({ processes: 1, backend });
    await assertRejects(() => pool.join(), Error, "still running");
    const pending = [pool.run(never), pool.run(pause), pool.run(pause)];
    pool.close();
    await assertRejects(() => pool.join(2), TimeoutError);
    await pool.terminate();
    for (const result of pending) await assertRejects(() => result, PoolClosedError, "terminated");
    await pool.join();
    await pool.terminate();
  });

  it("may terminate or close their own pool", async () => {
    const pool = new Pool({ processes: 1, backend });
    const own = pool.run(async () => {
      await pool.terminate();
      return "after";
    });
    await assertRejects(() => own, PoolClosedError);
    const other = new Pool({ processes: 1, backend });
    const closing = other.run(() => other.close());
    await closing;
    await other.join();
  });

  it("stop nothing but themselves when what is told of their ends throws", async () => {
    await using pool = new Pool({ processes: 1, backend });
    const onProgress = () => {
      throw new Error("from a callback");
    };
    await pool.map(Math.abs, [1], { onProgress }).catch(() => {});
    assertEquals(await pool.map(Math.abs, [-1, -2]), [1, 2]);
  });
});

describe("Executor on the inline backend", () => {
  it("submits, applies, maps, waits for, cancels and shuts down", async () => {
    const executor = new Executor({ maxWorkers: 2, backend });
    const add = (a: number, b: number) => a + b;
    const future = executor.submit(add, 1, 2);
    assertEquals([future.done(), await future, future.done()], [false, 3, true]);
    assertEquals(await executor.apply(add, [3, 4]), 7);
    assertEquals(await Array.fromAsync(executor.map(add, [1, 2], [10, 20])), [11, 22]);
    const failing = executor.submit(async () => {
      await pause();
      throw new RangeError("no");
    });
    await assertRejects(() => failing, RangeError, "no");
    using event = new Event();
    const running = [executor.submit(wait, event), executor.submit(wait, event)];
    const waiting = executor.submit(add, 1, 1);
    await pause();
    assertEquals([running[0]!.running(), waiting.running(), waiting.cancel()], [true, false, true]);
    assertEquals([running[0]!.cancel(), waiting.cancelled()], [false, true]);
    event.set();
    const { done } = await waitFutures(running);
    assertEquals(done.size, 2);
    const last = executor.submit(add, 2, 2);
    await executor.shutdown();
    assertEquals(await last, 4);
    assertThrows(() => executor.submit(add, 1, 1), PoolClosedError, "shut down");
  });

  it("fails what is pending when its workers are terminated or killed", async () => {
    for (const end of ["terminateWorkers", "killWorkers"] as const) {
      const executor = new Executor({ maxWorkers: 1, backend });
      const pending = [executor.submit(never), executor.submit(pause)];
      await pause();
      await executor[end]();
      for (const future of pending) await assertRejects(() => future, BrokenExecutorError);
    }
  });
});
