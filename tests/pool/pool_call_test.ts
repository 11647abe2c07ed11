import { assert, assertEquals, assertInstanceOf, assertRejects, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Executor, Pool } from "../../mod.ts";

const PLAIN = { sanitizeOps: false, sanitizeResources: false };

describe("Pool calls", PLAIN, () => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool(2)));
  afterAll(() => pool.terminate());

  it("run() calls a function with its arguments when given them one by one", async () => {
    assertEquals(await pool.run((a: number, b: string) => `${a}${b}`, 1, "x"), "1x");
    assertEquals(await pool.run(() => {}), undefined);
  });

  it("apply() calls a function with a list of arguments, none if it is left out", async () => {
    assertEquals(await pool.apply((a: number, b: number) => Math.hypot(a, b), [3, 4]), 5);
    assertEquals(await pool.apply((...args: unknown[]) => args.length), 0);
  });

  it("run() waits for the promise when the function returns one", async () => {
    const slow = async (n: number) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const response = await fetch("data:text/plain,fetched");
      return `${await response.text()} ${n}`;
    };
    assertEquals(await pool.run(slow, 7), "fetched 7");
    assertEquals(await Promise.all([1, 2, 3].map((n) => pool.run(slow, n))), [
      "fetched 1",
      "fetched 2",
      "fetched 3",
    ]);
  });

  it("run() rejects with the error's class, message, own fields, cause and both stacks when the function throws", async () => {
    const fail = () => {
      throw Object.assign(new RangeError("too far", { cause: new TypeError("why") }), {
        distance: 12,
        unit: { m: 1 },
      });
    };
    const error = await assertRejects(() => pool.run(fail), RangeError, "too far") as RangeError & {
      distance: number;
      unit: unknown;
    };
    assertEquals([error.distance, error.unit], [12, { m: 1 }]);
    assertInstanceOf(error.cause, TypeError);
    assertEquals(error.cause.message, "why");
    assertStringIncludes(error.stack!, "multicore:///"); // the worker's part
    assertStringIncludes(error.stack!, "--- called from another thread ---");
    assertStringIncludes(error.stack!.split("---")[2]!, "pool_call_test.ts"); // this file
  });

  it("run() rejects with the very value when the function throws something that is no error", async () => {
    const thrown = await pool.run(() => {
      throw { code: 7 };
    }).catch((error) => error);
    assertEquals(thrown, { code: 7 });
    assertEquals(await pool.run(() => Promise.reject(null)).catch((error) => error), null);
  });

  it("run() rejects with a TransferError that names the path when an argument or a result cannot be sent", async () => {
    const identity = (value: unknown) => value;
    const refused = await assertRejects(() => pool.run(identity, { a: [1, { b: () => 1 }] }), TransferError);
    assertStringIncludes(refused.message, "args[0].a[1].b");
    const result = await assertRejects(() => pool.run(() => ({ inner: [Symbol("s")] })), TransferError);
    assertStringIncludes(result.message, "Cannot send result.inner[0] as");
    // A worker that could not send its result works on.
    assertEquals(await pool.run(identity, 5), 5);
  });

  it("a refused call has a stack that begins at the line that made it, whatever is refused", async () => {
    const first = async (call: () => unknown): Promise<string> => {
      try {
        await call();
      } catch (error) {
        return (error as Error).stack!.split("\n").find((line) => line.trim().startsWith("at "))!;
      }
      throw new Error("It was not refused");
    };
    const identity = (value: unknown) => value;
    const captured = 3;
    await using executor = new Executor({ maxWorkers: 1 });
    const calls: (() => unknown)[] = [
      () => pool.run(identity, () => 1),
      () => pool.run(() => captured),
      () => pool.run(() => Symbol()),
      () => pool.map(identity, 5 as never),
      () => pool.map(identity, [() => 1]),
      () => pool.map(identity, [1], { chunkSise: 1 } as never),
      () => pool.mapSync(identity, [1], { chunkSize: 0 }),
      () => pool.applySync(identity, 5 as never),
      () => pool.mapAsync(identity, 5 as never),
      () => executor.submit(5 as never),
      () => executor.submit(identity, () => 1),
    ];
    for (const call of calls) assertStringIncludes(await first(call), "pool_call_test.ts", `${call}`);
    const items = {
      [Symbol.iterator](): never {
        throw new TypeError("Cannot go on as I will not");
      },
    };
    assertStringIncludes(await first(() => pool.map(identity, items)), "iterator");
  });

  it("run() refuses a function that captures a variable before any worker sees it", async () => {
    const captured = 3;
    const error = await assertRejects(() => pool.run(() => captured), TransferError);
    assertStringIncludes(error.message, `"captured"`);
  });

  it("apply() refuses arguments that are no array", async () => {
    await assertRejects(
      () => pool.apply((n: number) => n, 5 as unknown as [number]),
      TypeError,
      "Cannot call a function as its arguments must be an array: received 5",
    );
  });

  it("applySync() blocks until the result is there, or throws the task's error", async () => {
    assertEquals(pool.applySync((a: number, b: number) => a * b, [6, 7]), 42);
    assertEquals(pool.applySync(async () => (await fetch("data:,late")).text()), "late");
    let caught: unknown;
    try {
      pool.applySync(() => {
        throw new RangeError("sync");
      });
    } catch (error) {
      caught = error;
    }
    assertInstanceOf(caught, RangeError);
    assertStringIncludes(caught.stack!, "pool_call_test.ts");
    assertEquals(await pool.run(() => 1), 1);
  });

  it("run() sends what was passed when the caller changes it right after", async () => {
    const list = [1, 2, 3];
    const results = Array.from({ length: 3000 }, (_, index) => {
      list[0] = index;
      return pool.run((numbers: number[]) => numbers[0]!, list);
    });
    list[0] = -1;
    assertEquals(await Promise.all(results), Array.from({ length: 3000 }, (_, index) => index));
  });

  it("run() gives each of 20,000 calls in flight its own result", async () => {
    const results = await Promise.all(
      Array.from({ length: 20_000 }, (_, n) => pool.run((n: number) => 2 * n, n)),
    );
    assert(results.every((result, n) => result === 2 * n));
  });
});

describe("Pool calls of several pools", PLAIN, () => {
  it("run() serves pools that together have more in flight than there are cells", async () => {
    await using first = new Pool(1);
    await using second = new Pool(1);
    const count = 5000;
    const send = (pool: Pool, sign: number) =>
      Array.from({ length: count }, (_, n) => pool.run((n: number) => [n], sign * n));
    const [plus, minus] = await Promise.all([Promise.all(send(first, 1)), Promise.all(send(second, -1))]);
    assert(plus.every(([n], index) => n === index));
    assert(minus.every(([n], index) => n === -index));
  });

  it("run() serves a pool that found no free cell because others had them all", async () => {
    const pools = Array.from({ length: 5 }, () => new Pool(1));
    try {
      const sums = await Promise.all(pools.map(async (pool, number) => {
        const results = Array.from({ length: 1100 }, (_, n) => pool.run((n: number) => n, n + number));
        return (await Promise.all(results)).reduce((sum, n) => sum + n, 0);
      }));
      assertEquals(sums, sums.map((_, number) => 1100 * number + 1100 * 1099 / 2));
    } finally {
      await Promise.all(pools.map((pool) => pool.terminate()));
    }
  });
});
