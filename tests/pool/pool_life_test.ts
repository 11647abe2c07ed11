import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { PoolClosedError } from "../../engine/errors/pool_errors.ts";
import { ProcessError } from "../../engine/errors/process_error.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Pool } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";

/** Counts a call, and tells which worker it is by a number that each worker draws once. */
const identify = (): number => {
  const globals = globalThis as { worker?: number };
  return globals.worker ??= Math.random();
};

describe("Pool.close(), terminate() and join()", () => {
  it("close() lets what was submitted finish, and refuses anything new", async () => {
    const pool = new Pool(2);
    const results = Array.from({ length: 100 }, (_, n) => pool.run((n: number) => n, n));
    pool.close();
    pool.close();
    const message = "Cannot use the pool as it is not running: it was closed";
    await assertRejects(() => pool.run(() => 1), PoolClosedError, message);
    await assertRejects(() => pool.map((n: number) => n, []), PoolClosedError, message);
    assertThrows(() => pool.imap((n: number) => n, []), PoolClosedError, message);
    assertThrows(() => pool.applyAsync(() => 1), PoolClosedError, message);
    assertThrows(() => pool.applySync(() => 1), PoolClosedError, message);
    await pool.join();
    assertEquals(await Promise.all(results), Array.from({ length: 100 }, (_, n) => n));
    await pool.join();
  });

  it("join() refuses a running pool, and rejects when its timeout passes first", async () => {
    const pool = new Pool(1);
    await assertRejects(
      () => pool.join(),
      Error,
      "Cannot join a pool that is still running: call close() or terminate() first",
    );
    using gate = new SharedArray("i", 1);
    const waiting = pool.run((gate: SharedArray<"i">) => {
      while (gate.at(0) === 0);
    }, gate);
    pool.close();
    await assertRejects(() => pool.join(20), TimeoutError, "Cannot join the pool in time: waited 20 ms");
    gate.view[0] = 1;
    await pool.join(60_000);
    await waiting;
  });

  it("terminate() stops running tasks and rejects all that is pending, also thousands that are queued", async () => {
    const pool = new Pool(2);
    using started = new SharedArray("i", 1);
    const spin = (started: SharedArray<"i">) => {
      started.add(0, 1);
      while (true);
    };
    const results = Array.from({ length: 5000 }, () => pool.run(spin, started).catch((error) => error));
    while (started.at(0)! < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    await pool.terminate();
    await pool.terminate();
    await pool.join();
    for (const error of await Promise.all(results)) {
      assertInstanceOf(error, PoolClosedError);
      assertEquals(error.message, "Cannot finish the task as its pool was terminated");
    }
    await assertRejects(() => pool.run(() => 1), PoolClosedError, "it was terminated");
  });

  it("terminate() can be called from a callback, and at any moment of a worker's start", async () => {
    for (let delay = 0; delay < 100; delay += 12) {
      const pool = new Pool(2);
      const result = pool.map((n: number) => n, [1, 2, 3, 4]).catch((error) => error);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await pool.terminate();
      const outcome = await result;
      if (!(outcome instanceof PoolClosedError)) assertEquals(outcome, [1, 2, 3, 4]);
    }
    const pool = new Pool(1);
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => pool.terminate().then(resolve);
    const result = pool.applyAsync(() => 1, [], { callback: () => void end() });
    await promise;
    assertEquals(await result.get(), 1);
  });

  it("leaving `await using` terminates", async () => {
    let result: Promise<unknown>;
    {
      await using pool = new Pool(1);
      result = pool.run(() => {
        while (true);
      }).catch((error) => error);
    }
    assertInstanceOf(await result, PoolClosedError);
  });

  it("a pool that was never used closes at once", async () => {
    const pool = new Pool(3);
    assertEquals(pool.processes, 3);
    pool.close();
    await pool.join();
  });
});

describe("Pool options", () => {
  it("initializer runs once in each worker, before its first task, with initArgs", async () => {
    using counts = new SharedArray("i", 2);
    const set = async (counts: SharedArray<"i">, value: string) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      counts.add(0, 1);
      (globalThis as { configured?: string }).configured = value;
    };
    await using pool = new Pool({ processes: 2, initializer: set, initArgs: [counts, "ready"] });
    const task = (counts: SharedArray<"i">) => {
      counts.add(1, 1);
      while (counts.at(1)! < 2);
      return (globalThis as { configured?: string }).configured;
    };
    // Both run at a time, so each of them in a worker of its own.
    assertEquals(await Promise.all([pool.run(task, counts), pool.run(task, counts)]), ["ready", "ready"]);
    await pool.map(task, [counts, counts, counts]);
    assertEquals(counts.at(0), 2);
  });

  it("initializer that throws breaks the pool, with the cause, in both forms of a call", async () => {
    for (const isLate of [false, true]) {
      using runs = new SharedArray("i", 1);
      const fail = (runs: SharedArray<"i">, isLate: boolean) => {
        runs.add(0, 1);
        const error = Object.assign(new RangeError("no set-up"), { hint: 7 });
        if (isLate) return Promise.reject(error);
        throw error;
      };
      await using pool = new Pool({ processes: 2, initializer: fail, initArgs: [runs, isLate] });
      const message = "Cannot run tasks as the initializer threw: no set-up";
      const error = isLate
        ? assertThrows(() => pool.applySync(() => 1), ProcessError, message)
        : await assertRejects(() => pool.run(() => 1), ProcessError, message);
      assertInstanceOf(error.cause, RangeError);
      assertEquals((error.cause as RangeError & { hint: number }).hint, 7);
      await assertRejects(() => pool.map((n: number) => n, [1, 2, 3]), ProcessError, message);
      assert(runs.at(0)! <= 2, `it ran ${runs.at(0)} times`);
    }
  });

  it("initializer that ends its worker breaks the pool after a few, and one that spins can be terminated", async () => {
    using runs = new SharedArray("i", 1);
    const leave = (runs: SharedArray<"i">) => {
      runs.add(0, 1);
      Deno.exit(4);
    };
    await using pool = new Pool({ processes: 1, initializer: leave, initArgs: [runs] });
    await assertRejects(
      () => pool.run(() => 1),
      ProcessError,
      `exited with code 4 before it was ready`,
    );
    assertEquals(runs.at(0), 3);
    const spin = (runs: SharedArray<"i">) => {
      runs.view[0] = -1;
      while (true);
    };
    const spinning = new Pool({ processes: 1, initializer: spin, initArgs: [runs] });
    const result = spinning.run(() => 1).catch((error) => error);
    while (runs.at(0) !== -1) await new Promise((resolve) => setTimeout(resolve, 1));
    await spinning.terminate();
    assertInstanceOf(await result, PoolClosedError);
  });

  it("initArgs that cannot be sent are refused by the constructor, which leaves nothing behind", () => {
    // More often than there are rings for pools.
    for (let round = 0; round < 300; round++) {
      assertThrows(() => new Pool({ initializer: () => {}, initArgs: [() => 1] }), TransferError);
    }
    new Pool(1).close();
  });

  it("maxTasksPerChild replaces each worker after so many tasks", async () => {
    await using pool = new Pool({ processes: 1, maxTasksPerChild: 2 });
    const workers: number[] = [];
    for (let call = 0; call < 6; call++) workers.push(await pool.run(identify));
    assertEquals([workers[0], workers[2], workers[4]], [workers[1], workers[3], workers[5]]);
    assertEquals(new Set(workers).size, 3);
    // Also while the calling thread blocks, and when the pool is closed meanwhile; a task is a chunk.
    assertEquals(
      new Set(pool.mapSync(identify as (n: number) => number, [1, 2, 3, 4], { chunkSize: 1 })).size,
      2,
    );
    const results = Array.from({ length: 5 }, () => pool.run(identify));
    pool.close();
    await pool.join();
    assertEquals(new Set(await Promise.all(results)).size >= 2, true);
  });

  it("are refused with a clear error when they are wrong", () => {
    const cases: [unknown, typeof Error, string][] = [
      [0, RangeError, "Cannot create a pool as 'processes' must be at least 1: received 0"],
      [-1, RangeError, "Cannot create a pool as 'processes' must be at least 1: received -1"],
      [1.5, RangeError, "Cannot create a pool as 'processes' must be a whole number: received 1.5"],
      [NaN, RangeError, "Cannot create a pool as 'processes' must be at least 1: received NaN"],
      [{ processes: "4" }, TypeError, "Cannot create a pool as 'processes' must be a number: received 4"],
      [{ initializer: 5 }, TypeError, "Cannot create a pool as 'initializer' must be a function: received 5"],
      [{ initArgs: 5 }, TypeError, "Cannot create a pool as 'initArgs' must be an array: received 5"],
      [
        { maxTasksPerChild: 0 },
        RangeError,
        "Cannot create a pool as 'maxTasksPerChild' must be at least 1: received 0",
      ],
      [
        { maxTasksPerChild: 0.5 },
        RangeError,
        "Cannot create a pool as 'maxTasksPerChild' must be at least 1: received 0.5",
      ],
      [
        { maxTasksPerChild: "12" },
        TypeError,
        "Cannot create a pool as 'maxTasksPerChild' must be a number: received 12",
      ],
      [{ maxHeap: 0 }, RangeError, "Cannot create a pool as 'maxHeap' must be at least 8: received 0"],
    ];
    for (const [options, Class, message] of cases) {
      const error = assertThrows(() => new Pool(options as number), Class);
      assertEquals(error.message, message);
    }
    const unknown = assertThrows(() => new Pool({ process: 4 } as object), TypeError);
    assert(unknown.message.includes("'process'") || unknown.message.includes(`"process"`), unknown.message);
  });

  it("of calls are refused with a clear error when they are wrong", async () => {
    await using pool = new Pool(1);
    const call = (options: object) => pool.apply(() => 1, [], options);
    const map = (options: object) => pool.map((n: number) => n, [1], options);
    const cases: [Promise<unknown>, typeof Error, string][] = [
      [
        call({ timeout: -1 }),
        RangeError,
        "Cannot call a function as 'timeout' must be 0 or more milliseconds: received -1",
      ],
      [
        call({ signal: 5 }),
        TypeError,
        "Cannot call a function as 'signal' must be an AbortSignal: received 5",
      ],
      [
        map({ chunkSize: 0 }),
        RangeError,
        "Cannot map a function as 'chunkSize' must be at least 1: received 0",
      ],
      [
        map({ chunkSize: 1.5 }),
        RangeError,
        "Cannot map a function as 'chunkSize' must be a whole number: received 1.5",
      ],
      [
        map({ onProgress: 1 }),
        TypeError,
        "Cannot map a function as 'onProgress' must be a function: received 1",
      ],
    ];
    for (const [promise, Class, message] of cases) {
      const error = await assertRejects(() => promise, Class);
      assertEquals(error.message, message);
    }
    await assertRejects(() => call({ timeout: 0.5 }), RangeError);
    await assertRejects(() => call({ chunkSize: 1 }), TypeError, "chunkSize");
    await assertRejects(() => map({ bufferSize: 1 }), TypeError, "bufferSize");
    await assertRejects(() => map({ callback() {} }), TypeError, "callback");
  });
});
