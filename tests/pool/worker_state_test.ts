import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { PoolClosedError, WorkerLostError } from "../../engine/errors/pool_errors.ts";
import { ProcessError } from "../../engine/errors/process_error.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Executor, Pool } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import { workerContext, workerId } from "../../engine/worker/worker_state.ts";
import { until } from "../support/until.ts";

const tasks = importTasks<typeof import("./fixtures/state_tasks.ts")>(
  import.meta.resolve("./fixtures/state_tasks.ts"),
);

describe("workerContext() and workerId()", () => {
  it("give what the initializer's promise resolved to, and a number below the number of workers", async () => {
    await using pool = new Pool({ processes: 2, initializer: tasks.openDesk, initArgs: ["desk "] });
    const calls = await pool.map(tasks.serve, Array.from({ length: 40 }, (_, n) => n), { chunkSize: 1 });
    assertEquals(calls.map(([, , item]) => item), Array.from({ length: 40 }, (_, n) => n));
    for (const name of new Set(calls.map(([desk]) => desk))) {
      assert(["desk 0", "desk 1"].includes(name), name);
      const served = calls.filter(([desk]) => desk === name).map(([, served]) => served).sort((a, b) =>
        a - b
      );
      assertEquals(served, served.map((_, index) => index + 1));
    }
  });

  it("are made anew for a worker that replaces another, which takes its number over", async () => {
    await using executor = new Executor({ maxWorkers: 1, initializer: tasks.openDesk, initArgs: ["desk "] });
    assertEquals(await executor.submit(tasks.serve, 1), ["desk 0", 1, 1]);
    assertEquals(await executor.submit(tasks.serve, 2), ["desk 0", 2, 2]);
    await assertRejects(() => executor.submit(() => Deno.exit(1)), WorkerLostError);
    assertEquals(await executor.submit(tasks.serve, 3), ["desk 0", 1, 3]);
    const stopped = executor.apply(
      () => {
        while (true);
      },
      [],
      { timeout: 5 },
    );
    await assertRejects(() => stopped);
    assertEquals(await executor.submit(tasks.serve, 4), ["desk 0", 1, 4]);
  });

  it("no two live workers have the same number, whoever is killed and replaced", async () => {
    const size = 3;
    await using pool = new Pool(size);
    using places = new SharedArray("i", size);
    for (let round = 0; round < 6; round++) {
      places.fill(0);
      // They are there together, so each has a place of its own.
      const ids = await Promise.all(
        Array.from({ length: size }, () => pool.run(tasks.occupy, places, size)),
      );
      assertEquals(ids.sort(), [0, 1, 2]);
      const victims = Array.from({ length: 1 + round % size }, () => pool.run(() => Deno.exit(1)));
      for (const { reason } of await Promise.allSettled(victims) as PromiseRejectedResult[]) {
        assertInstanceOf(reason, WorkerLostError);
      }
    }
  });

  it("the context is undefined without an initializer, and there is none outside of a worker", async () => {
    await using pool = new Pool(1);
    assertEquals(await pool.run(tasks.whoAmI), [0, undefined]);
    assertThrows(
      workerContext,
      ProcessError,
      "Cannot get the worker's context as this thread is no pool's worker",
    );
    assertThrows(workerId, ProcessError, "Cannot get the worker's number as this thread is no pool's worker");
  });
});

describe("finalizer", () => {
  const report = (desk: { name: string; served: number }) => `${desk.name}: ${desk.served}`;

  it("runs with the context in each worker of a closed pool, and its results are collected", async () => {
    const pool = new Pool({
      processes: 2,
      initializer: tasks.openDesk,
      initArgs: ["desk "],
      finalizer: report,
    });
    const calls = await pool.map(tasks.serve, Array.from({ length: 20 }, (_, n) => n), { chunkSize: 1 });
    assertEquals(pool.exitResults(), []);
    pool.close();
    await pool.join();
    const results = pool.exitResults<string>();
    for (const name of new Set(calls.map(([desk]) => desk))) {
      const served = calls.filter(([desk]) => desk === name).length;
      assert(results.includes(`${name}: ${served}`), `${results}`);
    }
    const total = results.map((result) => Number(result.split(": ")[1])).reduce((a, b) => a + b, 0);
    assertEquals(total, 20);
  });

  it("runs in workers that have run their number of tasks, one asynchronous too", async () => {
    const pool = new Pool({
      processes: 1,
      maxTasksPerChild: 2,
      initializer: () => ({ name: "x", served: 0 }),
      finalizer: async (desk) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        return desk.name;
      },
    });
    for (let n = 0; n < 5; n++) await pool.run(() => 1);
    pool.close();
    await pool.join();
    assertEquals(pool.exitResults(), ["x", "x", "x"]);
  });

  it("runs in idle workers of a pool that is terminated, not in busy or killed ones", async () => {
    using started = new SharedArray("i", 1);
    const spin = (started: SharedArray<"i">) => {
      started.add(0, 1);
      while (true);
    };
    const pool = new Pool({ processes: 2, finalizer: () => "bye" });
    const busy = pool.run(spin, started).catch((error) => error);
    await until(() => started.at(0) === 1);
    assertEquals(await pool.run(() => 1), 1); // by the other worker
    await pool.terminate();
    assertInstanceOf(await busy, PoolClosedError);
    assertEquals(pool.exitResults(), ["bye"]);

    const executor = new Executor({ maxWorkers: 1, finalizer: () => "bye" });
    await executor.submit(() => 1);
    await executor.killWorkers();
    assertEquals(executor.exitResults(), []);
  });

  it("that never ends does not keep a pool from being terminated", async () => {
    const pool = new Pool({
      processes: 1,
      finalizer: () => {
        while (true);
      },
    });
    await pool.run(() => 1);
    await pool.terminate();
    assertEquals(pool.exitResults(), []);
  });

  it("that throws, or whose result cannot be sent, rejects join(), with the cause", async () => {
    const failing = [
      () => {
        throw new RangeError("cannot close");
      },
      () => () => 1,
    ];
    const causes = [RangeError, TransferError];
    for (const [index, finalizer] of failing.entries()) {
      const pool = new Pool({ processes: 1, finalizer });
      assertEquals(await pool.run(() => 1), 1);
      pool.close();
      const error = await assertRejects(
        () => pool.join(),
        ProcessError,
        "Cannot end the pool in order as its finalizer threw: ",
      );
      assertInstanceOf(error.cause, causes[index]!);
      assertEquals(pool.exitResults(), []);
      const executor = new Executor({ maxWorkers: 1, finalizer });
      await executor.submit(() => 1);
      await executor.shutdown({ wait: false });
      await assertRejects(() => executor.shutdown(), ProcessError, "Cannot end the executor in order");
      const terminated = new Pool({ processes: 1, finalizer });
      await terminated.run(() => 1);
      await assertRejects(() => terminated.terminate(), ProcessError, "Cannot end the pool in order");
    }
  });

  it("works in a pool of a worker's own, whose workers have numbers of their own", async () => {
    await using pool = new Pool(1);
    const [outer, inner, results] = await pool.run(tasks.withPool);
    assertEquals(outer, 0);
    assert(inner.every((id) => id === 0 || id === 1), `${inner}`);
    assert(results.length >= 1 && results.every((result) => result === "finalized of 0"), `${results}`);
  });

  it("must be a function that can be sent", () => {
    assertThrows(
      () => new Pool({ finalizer: 1 as never }),
      TypeError,
      "'finalizer' must be a function: received 1",
    );
    const captured = 1;
    assertThrows(() => new Pool({ finalizer: () => captured }), TransferError, "captured");
  });
});
