import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { Pool } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";

describe("AsyncResult", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  let gate: SharedArray<"i">;
  beforeAll(() => {
    pool = new Pool(2);
    gate = new SharedArray("i", 1);
  });
  afterAll(() => pool.terminate());

  const wait = (gate: SharedArray<"i">) => {
    while (gate.at(0) === 0);
    return "open";
  };

  it("get() gives the result, again and again, and the object can be awaited", async () => {
    const result = pool.applyAsync((a: number, b: number) => a ** b, [2, 10]);
    assertEquals(await result.get(), 1024);
    assertEquals(await result.get(0), 1024);
    assertEquals(await result, 1024);
    assertEquals(await pool.mapAsync((n: number) => n + 1, [1, 2]).get(), [2, 3]);
  });

  it("get() with a timeout rejects when it is not ready, and the result can be got later", async () => {
    gate.fill(0);
    const result = pool.applyAsync(wait, [gate]);
    await assertRejects(
      () => result.get(20),
      TimeoutError,
      "Cannot get a result as it is not ready in time: waited 20 ms",
    );
    await assertRejects(() => result.get(0), TimeoutError);
    await assertRejects(() => result.get(-1), RangeError);
    await result.wait(1);
    assertEquals(result.ready(), false);
    assertThrows(
      () => result.successful(),
      Error,
      "Cannot tell whether a call was successful as it is not ready",
    );
    gate.view[0] = 1;
    await result.wait();
    assertEquals([result.ready(), result.successful(), await result.get()], [true, true, "open"]);
  });

  it("get() rejects with the task's error, the same object every time, and wait() never rejects", async () => {
    const result = pool.applyAsync(() => {
      throw new RangeError("own");
    });
    await result.wait();
    assertEquals([result.ready(), result.successful()], [true, false]);
    const first = await assertRejects(() => result.get(), RangeError, "own");
    assertStrictEquals(await result.get().catch((error) => error), first);
    assertStrictEquals(await Promise.resolve(result).catch((error) => error), first);
  });

  it("calls the callback with the result before anybody who waits goes on, and the other one not at all", async () => {
    const order: string[] = [];
    const result = pool.applyAsync(() => 5, [], {
      callback: (value) => order.push(`callback ${value} ${result.ready()}`),
      errorCallback: () => order.push("error"),
    });
    const waits = [result.wait().then(() => order.push("wait")), result.get().then(() => order.push("get"))];
    await Promise.all(waits);
    assertEquals(order[0], "callback 5 false");
    assertEquals(order.slice(1).sort(), ["get", "wait"]);
    const whole: number[][] = [];
    await pool.mapAsync((n: number) => n, [1, 2, 3], {
      chunkSize: 1,
      callback: (values) => whole.push(values),
    });
    assertEquals(whole, [[1, 2, 3]]);
  });

  it("calls errorCallback with the error, which then counts as handled", async () => {
    const seen: unknown[] = [];
    const result = pool.applyAsync(
      () => {
        throw new RangeError("handled");
      },
      [],
      { callback: () => seen.push("callback"), errorCallback: (error) => seen.push(error) },
    );
    await result.wait();
    assertEquals(seen.length, 1);
    assert(seen[0] instanceof RangeError);
    assertEquals(result.successful(), false);
  });

  it("get() rejects with what a callback throws, and the pool goes on", async () => {
    const result = pool.applyAsync(() => 1, [], {
      callback: () => {
        throw new RangeError("in the callback");
      },
    });
    await assertRejects(() => result.get(), RangeError, "in the callback");
    assertEquals(await pool.run(() => 2), 2);
  });
});
