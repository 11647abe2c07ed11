import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Pool } from "../../mod.ts";
import type { Progress } from "../../engine/pool/pool_options.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";

const double = (n: number) => 2 * n;
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe("Pool maps", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool(2)));
  afterAll(() => pool.terminate());

  it("map() gives the results in the items' order when chunks end in another", async () => {
    const uneven = (n: number) => {
      const end = performance.now() + (n % 7 === 0 ? 3 : 0);
      while (performance.now() < end);
      return n;
    };
    assertEquals(await pool.map(uneven, numbers(100), { chunkSize: 3 }), numbers(100));
  });

  it("map() works on the list as it was at the call", async () => {
    for (const items of [numbers(5000), Float64Array.from(numbers(5000))]) {
      const results = pool.map(double, items, { chunkSize: 7 });
      items.fill(-1);
      if (Array.isArray(items)) items.length = 3;
      assertEquals(await results, numbers(5000).map(double));
    }
  });

  it("map() takes any iterable, also an asynchronous one", async () => {
    function* some() {
      yield* [1, 2];
    }
    async function* later() {
      yield 1;
      await Promise.resolve();
      yield 2;
    }
    using shared = new SharedArray("i", [1, 2]);
    const inputs = [[1, 2], new Set([1, 2]), some(), later(), new Float64Array([1, 2]), shared];
    for (const input of inputs) {
      assertEquals(await pool.map(double as (n: number) => number, input as Iterable<number>), [2, 4]);
    }
    assertEquals(await pool.map((letter: string) => letter + letter, "ab"), ["aa", "bb"]);
    await assertRejects(
      () => pool.map(double, 7 as unknown as number[]),
      TypeError,
      "Cannot map a function as the items must be iterable: received 7",
    );
  });

  it("map() gives an empty list for no items, and starts no worker for it", async () => {
    await using idle = new Pool(1);
    assertEquals(await idle.map(double, []), []);
    assertEquals(await idle.starmap((a: number, b: number) => a + b, []), []);
    assertEquals(idle.mapSync(double, new Set<number>()), []);
    assertEquals(await Array.fromAsync(idle.imap(double, [])), []);
  });

  it("map() passes each item alone, with no index", async () => {
    assertEquals(await pool.map((...args: number[]) => args.length, [5, 6]), [1, 1]);
  });

  it("map() rejects with the first item's error in order, once every chunk has run", async () => {
    using seen = new SharedArray("i", 8);
    const visit = ([index, seen]: [number, SharedArray<"i">]) => {
      seen.add(index, 1);
      if (index === 6) throw new Error("six");
      if (index !== 3) return;
      const end = performance.now() + 30;
      while (performance.now() < end);
      throw new Error("three");
    };
    const items = numbers(8).map((index): [number, SharedArray<"i">] => [index, seen]);
    await assertRejects(() => pool.map(visit, items, { chunkSize: 1 }), Error, "three");
    assertEquals(seen.slice(), numbers(8).fill(1));
    // As in Python, an error ends its chunk.
    seen.fill(0);
    await assertRejects(() => pool.map(visit, items, { chunkSize: 4 }), Error, "three");
    assertEquals(seen.slice(), [1, 1, 1, 1, 1, 1, 1, 0]);
  });

  it("map() rejects with the input's own error, or with that of an item that cannot be sent", async () => {
    function* broken() {
      yield 1;
      throw new RangeError("input");
    }
    async function* brokenLater() {
      yield 1;
      await Promise.reject(new RangeError("later"));
    }
    await assertRejects(() => pool.map(double, broken()), RangeError, "input");
    await assertRejects(() => pool.map(double, brokenLater()), RangeError, "later");
    assertThrows(() => pool.mapAsync(double, broken()), RangeError, "input");
    const items = [1, 2, Symbol("no") as unknown as number, 4];
    await assertRejects(() => pool.map(double, items, { chunkSize: 1 }), TransferError);
    assertEquals(await pool.map(double, [1]), [2]);
  });

  it("map() with a chunkSize runs so many items a task", async () => {
    const progress: Progress[] = [];
    await pool.map(double, numbers(10), { chunkSize: 4, onProgress: (step) => progress.push(step) });
    const steps = progress.map(({ done }, index) => done - (progress[index - 1]?.done ?? 0));
    assertEquals(steps.sort(), [2, 4, 4]);
    assertEquals(progress.length, 3);
    assertEquals(progress.at(-1), { done: 10, total: 10 });
  });

  it("map() rejects with what onProgress throws, and the pool goes on", async () => {
    const fail = () => {
      throw new RangeError("callback");
    };
    await assertRejects(() => pool.map(double, numbers(100), { onProgress: fail }), RangeError, "callback");
    const lazy = pool.imap(double, numbers(3), { onProgress: fail });
    await assertRejects(() => Array.fromAsync(lazy), RangeError, "callback");
    assertEquals(await pool.map(double, [4]), [8]);
  });

  it("mapSync() blocks until all results are there", () => {
    assertEquals(pool.mapSync(double, numbers(1000)), numbers(1000).map(double));
    assertThrows(
      () =>
        pool.mapSync(() => {
          throw new RangeError("in sync");
        }, [1]),
      RangeError,
      "in sync",
    );
    async function* later() {
      yield 1;
    }
    assertThrows(
      () => pool.mapSync(double, later() as unknown as number[]),
      TypeError,
      "Cannot map over an asynchronous iterable while blocking: use map()",
    );
  });

  it("starmap() spreads each item into arguments, and refuses an item that is no list", async () => {
    const power = (base: number, exponent: number) => base ** exponent;
    assertEquals(await pool.starmap(power, [[2, 3], [3, 2]]), [8, 9]);
    const set = new Set([2, 5]) as unknown as [number, number];
    assertEquals(await pool.starmap(power, [set]), [32]);
    await assertRejects(
      () => pool.starmap(power, [[1, 1], 5 as unknown as [number, number]]),
      TypeError,
      "Cannot map a function as each item must be a list of arguments: received 5 at index 1",
    );
    assertEquals(await pool.starmapAsync(power, [[2, 4]]).get(), [16]);
  });

  it("map() gives back equal values of every kind that can be sent", async () => {
    const values = [
      undefined,
      null,
      -0,
      NaN,
      10n,
      "ä",
      new Date(5),
      new Map([[1, { a: [1] }]]),
      new Uint8Array([1, 2]),
    ];
    assertEquals(await pool.map((value: unknown) => value, values), values);
    assert(Object.is((await pool.map((value: unknown) => value, [-0]))[0], -0));
  });

  it("map() sends a shared array by handle: what the worker writes is seen here", async () => {
    using shared = new SharedArray("d", 4);
    await pool.map(([array, index]: [SharedArray<"d">, number]) => void (array[index] = index / 2), [[
      shared,
      1,
    ], [
      shared,
      3,
    ]]);
    assertEquals(shared.slice(), [0, 0.5, 0, 1.5]);
    const returned = await pool.run((array: SharedArray<"d">) => array, shared);
    returned[0] = 9;
    assertStrictEquals(shared[0], 9);
    returned[Symbol.dispose]();
  });
});
