import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { importTasks, Pool, SharedArray, TimeoutError } from "../../mod.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { until } from "../support/until.ts";

const tasks = importTasks<typeof import("./fixtures/nested.ts")>(import.meta.resolve("./fixtures/nested.ts"));

describe("A pool in a pool's worker", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool(2);
  });
  afterAll(() => pool.terminate());

  const inputs = [[1, 2, 3], [4, 5, 6]];
  const outputs = [[1, 4, 9], [16, 25, 36]];

  it("maps, whether the worker blocks or not, and whether the main thread does", async () => {
    for (const fn of [tasks.squares, tasks.squaresSync]) {
      assertEquals(await pool.map(fn, inputs, { chunkSize: 1 }), outputs);
      assertEquals(pool.mapSync(fn, inputs, { chunkSize: 1 }), outputs);
    }
  });

  it("may have workers with pools of their own, at any depth", async () => {
    for (const [first, ...rest] of [await pool.run(tasks.names, 4), pool.applySync(tasks.namesSync, [4])]) {
      assertMatch(first!, /^PoolWorker-\d+$/);
      assertEquals(rest.length, 4);
      let above = first!;
      for (const name of rest) {
        assert(name.startsWith(`${above}:`) && /^:\d+$/.test(name.slice(above.length)), `${above} ${name}`);
        above = name;
      }
    }
  });

  it("has workers that know their parents", async () => {
    const [outer, inner] = await pool.run(tasks.family) as [unknown[], unknown[]];
    assertEquals(outer.slice(2), ["MainProcess", Deno.pid]);
    assertEquals(inner.slice(2), outer.slice(0, 2));
    assertEquals(new Set([Deno.pid, outer[1], inner[1]]).size, 3);
  });

  it("reports errors, deaths, timeouts and aborts, and goes on", async () => {
    const found = [
      /^RangeError: inner failure$/,
      /^WorkerLostError: Lost task "exit": worker "PoolWorker-\d+:\d+" exited with code 3$/,
      /^TimeoutError: Stopped task "spin" as it ran longer than its timeout: 20 ms$/,
      /^DOMException: The signal has been aborted$/,
      /^TimeoutError: Stopped task "spin" as it ran longer than its timeout: 20 ms$/,
      /^49 64$/,
      /^BrokenExecutorError: Cannot run tasks as the initializer threw: inner failure$/,
    ];
    for (const lines of [await pool.run(tasks.errors), pool.applySync(tasks.errors)]) {
      assertEquals(lines.length, found.length);
      lines.forEach((line, index) => assertMatch(line, found[index]!));
    }
  });

  it("takes more tasks at once than a worker has cells", async () => {
    const expected = Array.from({ length: 1000 }, (_, n) => n * n).reduce((sum, n) => sum + n);
    assertEquals(await pool.run(tasks.many, 1000), expected);
    assertEquals(pool.applySync(tasks.many, [1000]), expected);
  });

  it("runs kernels, lazy maps and large results", async () => {
    assertEquals(await pool.run(tasks.kinds), [[1, 4, 9, 16], [1, 4, 9], ["1".repeat(200), "2".repeat(200)]]);
  });

  it("can be kept from task to task, and is served while its worker is idle", async () => {
    await using single = new Pool(1);
    using counted = new SharedArray("i", 1);
    await single.run(tasks.leaveRunning, counted);
    await until(() => counted.at(0) === 9);
    assertEquals(await single.map(tasks.keep, [1, 2, 3]), [1, 4, 9]);
    counted.fill(0);
    single.applySync(tasks.leaveRunning, [counted]);
    await until(() => counted.at(0) === 9);
  });

  it("goes on while the main thread computes", async () => {
    using counted = new SharedArray("i", 1, { lock: false });
    const calling = pool.run(tasks.callOften, counted, 200);
    await until(() => counted.at(0)! > 0);
    while (counted.view[0]! < 200);
    await calling;
  });

  it("ends with its worker, however that ends", async () => {
    await pool.map(tasks.keep, [1, 2]);
    using started = new SharedArray("i", 1, { lock: false });
    const before = engineCounts().slots;
    const ways: [string, () => Promise<unknown>][] = [
      ["replaced", async () => {
        await using brief = new Pool({ processes: 1, maxTasksPerChild: 1 });
        assertEquals(await brief.map(tasks.keep, [1, 2, 3], { chunkSize: 1 }), [1, 4, 9]);
      }],
      ["closed", async () => {
        const brief = new Pool(1);
        assertEquals(await brief.run(tasks.squaresSync, [3]), [9]);
        brief.close();
        await brief.join();
      }],
      ["terminated while it waits for its pool", async () => {
        for (const fn of [tasks.spinBelow, tasks.spinBelowSync]) {
          started.fill(0);
          const brief = new Pool(1);
          const spinning = brief.run(fn, started).catch((error) => error.name);
          await until(() => started.at(0) === 2);
          await brief.terminate();
          assertEquals(await spinning, "PoolClosedError");
        }
      }],
      ["stopped by a timeout", async () => {
        await using brief = new Pool(1);
        await assertRejects(() => brief.apply(tasks.spinBelow, [started], { timeout: 300 }), TimeoutError);
        assertThrows(() => brief.applySync(tasks.spinBelow, [started], { timeout: 300 }), TimeoutError);
      }],
    ];
    for (const [name, way] of ways) {
      await way();
      await until(() => engineCounts().slots <= before);
      assertEquals(engineCounts().slots, before, name);
    }
  });

  it("leaves nothing behind in the engine's tables", async () => {
    await using outer = new Pool(2);
    const work = async () => {
      await outer.map(tasks.squares, inputs, { chunkSize: 1 });
      outer.mapSync(tasks.squares, inputs, { chunkSize: 1 });
    };
    await work();
    const before = engineCounts();
    for (let round = 0; round < 3; round++) await work();
    await until(() => engineCounts().slots === before.slots);
    assertEquals(engineCounts(), before);
  });
});
