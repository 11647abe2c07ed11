import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { WorkerLostError } from "../../engine/errors/pool_errors.ts";
import { Pool } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { until } from "../support/until.ts";

/** MiB: so little that it is soon used up. */
const SMALL_HEAP = 40;

const hoard = () => {
  const things: unknown[] = [];
  while (true) things.push([things.length]);
};

describe("A worker that dies", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool({ processes: 2, maxHeap: SMALL_HEAP })));
  afterAll(() => pool.terminate());

  async function assertLost(task: () => unknown, reason: string | RegExp): Promise<WorkerLostError> {
    const error = await assertRejects(() => pool.run(task), WorkerLostError);
    assertMatch(error.worker, /^PoolWorker-\d+$/);
    assertEquals(error.task, task.name);
    if (typeof reason === "string") assertEquals(error.reason, reason);
    else assertMatch(error.reason, reason);
    assertEquals(error.message, `Lost task "${task.name}": worker "${error.worker}" ${error.reason}`);
    // The pool goes on, with as many workers as before.
    assertEquals(await pool.map((n: number) => n, [1, 2, 3]), [1, 2, 3]);
    return error;
  }

  it("by Deno.exit() or process.exit() rejects its task and is replaced", async () => {
    await assertLost(function leave() {
      Deno.exit(3);
    }, "exited with code 3");
    await assertLost(async function leaveLater() {
      await Promise.resolve();
      globalThis.process.exit(0);
    }, "exited with code 0");
  });

  it("of an error outside of its task rejects it with that error as the cause", async () => {
    const error = await assertLost(function throwLater() {
      return new Promise(() =>
        setTimeout(() => {
          throw Object.assign(new RangeError("elsewhere"), { place: 5 });
        }, 1)
      );
    }, "threw outside of its task: elsewhere");
    assertInstanceOf(error.cause, RangeError);
    assertEquals((error.cause as RangeError & { place: number }).place, 5);
    await assertLost(function rejectUnheard() {
      Promise.reject(new Error("unheard"));
      return new Promise(() => {});
    }, "threw outside of its task: unheard");
  });

  it("of a full heap rejects its task, be that synchronous or not", async () => {
    await assertLost(hoard, "ran out of memory");
    await assertLost(async function hoardLater() {
      const things: unknown[] = [];
      await null;
      while (true) things.push([things.length]);
    }, "ran out of memory");
    await assertLost(async function hoardSlowly() {
      const things: unknown[] = [];
      while (true) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        for (let count = 0; count < 100_000; count++) things.push([count]);
      }
    }, "ran out of memory");
  });

  it("not of a heap that is nearly full, or that was", async () => {
    const fill = async () => {
      let sum = 0;
      for (let round = 0; round < 40; round++) {
        const things: unknown[] = [];
        for (let count = 0; count < 100_000; count++) things.push([count]);
        sum += things.length;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return sum;
    };
    assertEquals(await pool.run(fill), 4_000_000);
  });

  it("while it is idle is missed by nobody", async () => {
    await using single = new Pool(1);
    using state = new SharedArray("i", 1);
    const leaveBomb = (state: SharedArray<"i">) => {
      setTimeout(() => {
        state.view[0] = 1;
        Deno.exit(1);
      }, 20);
      return Promise.resolve("left");
    };
    for (let round = 0; round < 3; round++) {
      state.fill(0);
      assertEquals(await single.run(leaveBomb, state), "left");
      await until(() => state.at(0) === 1);
      assertEquals(await single.run(() => "next"), "next");
    }
  });

  it("is seen by a main thread that blocks, whatever it died of", () => {
    const cases: [() => unknown, RegExp][] = [
      [() => Deno.exit(3), /^exited with code 3$/],
      [() => new Promise(() => setTimeout(() => Deno.exit(4), 5)), /^exited with code 4$/],
      [
        () =>
          new Promise(() =>
            setTimeout(() => {
              throw new Error("unseen");
            }, 5)
          ),
        /^threw outside of its task: unseen$/,
      ],
      [() =>
        Promise.resolve().then(() => {
          const things: unknown[] = [];
          while (true) things.push([things.length]);
        }), /ran out of memory$/],
      [hoard, /runs out of memory$|ran out of memory$/],
    ];
    for (const [task, reason] of cases) {
      const error = assertThrows(() => pool.applySync(task), WorkerLostError);
      assertMatch(error.reason, reason);
      assertEquals(pool.mapSync((n: number) => 2 * n, [1, 2, 3]), [2, 4, 6]);
    }
  });

  it("takes only its own chunk of a map with it", async () => {
    const visit = (n: number) => {
      if (n === 5) Deno.exit(1);
      return n;
    };
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const results = pool.imap(visit, items, { bufferSize: 8 });
    for (const n of items) {
      if (n === 5) await assertRejects(() => results.next(), WorkerLostError);
      else assertEquals((await results.next()).value, n);
    }
    await assertRejects(() => pool.map(visit, items, { chunkSize: 2 }), WorkerLostError);
    assert((await pool.map((n: number) => n, items)).length === 8);
  });
});
