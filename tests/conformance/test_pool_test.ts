import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { afterAll, beforeAll } from "@std/testing/bdd";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Event, importTasks, Pool, PoolClosedError, TimeoutError, TransferError, Value } from "../../mod.ts";
import { until } from "../support/until.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/pools.ts");
const { multiply, raise, raiseLarge, square, squareAfter } = importTasks<
  typeof import("./fixtures/pools.ts")
>(FIXTURES);

const range = (count: number) => [...Array(count).keys()];
const squares = (count: number) => range(count).map((x) => x * x);

class SayWhenError extends Error {}

/** Numbers up to `count`, but an error in place of the one at `when`. */
function* numbersUntilError(count: number, when: number): Generator<number> {
  if (when === -1) throw new SayWhenError("at the start");
  for (let i = 0; i < count; i++) {
    if (i === when) throw new SayWhenError(`at ${i}`);
    yield i;
  }
}

const failingIterable: Iterable<number> & { readonly length: number } = {
  length: 1,
  [Symbol.iterator]: () => ({
    next(): IteratorResult<number> {
      throw new SayWhenError("in next()");
    },
  }),
};

suite("_test_multiprocessing", "_TestPool", ({ same, better, notApplicable }) => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool(4)));
  afterAll(() => pool.terminate());

  same("test_apply", async () => {
    assertEquals(await pool.apply(square, [5]), 25);
    assertEquals(pool.applySync(square, [5]), 25);
    // Keyword arguments are an object.
    assertEquals(await pool.apply(({ x = 1 }: { x?: number }) => x * x, [{ x: 3 }]), 9);
  });

  same("test_map", async () => {
    assertEquals(await pool.map(square, range(10)), squares(10));
    assertEquals(await pool.map(square, range(100), { chunkSize: 20 }), squares(100));
    assertEquals(pool.mapSync(square, range(100), { chunkSize: 20 }), squares(100));
  });

  same("test_starmap", async () => {
    for (const [count, options] of [[10, {}], [100, { chunkSize: 20 }]] as const) {
      const pairs = range(count).map((x): [number, number] => [x, count - 1 - x]);
      assertEquals(await pool.starmap(multiply, pairs, options), pairs.map(([x, y]) => x * y));
    }
  });

  same("test_starmap_async", async () => {
    const pairs = range(100).map((x): [number, number] => [x, 99 - x]);
    assertEquals(await pool.starmapAsync(multiply, pairs).get(), pairs.map(([x, y]) => x * y));
  });

  same("test_map_async", async () => {
    assertEquals(await pool.mapAsync(square, range(10)).get(), squares(10));
  });

  same("test_map_async_callbacks", async () => {
    const calls: unknown[] = [];
    const callback = (result: unknown) => void calls.push(result);
    const parse = (text: string) => {
      if (!/^\d+$/.test(text)) throw new SyntaxError(`no number: ${text}`);
      return Number(text);
    };
    await pool.mapAsync(parse, ["1"], { callback, errorCallback: callback }).wait();
    assertEquals(calls, [[1]]);
    await pool.mapAsync(parse, ["a"], { callback, errorCallback: callback }).wait();
    assertEquals(calls.length, 2);
    assertInstanceOf(calls[1], SyntaxError);
  });

  same("test_map_unplicklable", async () => {
    const items = Array.from({ length: 10 }, () => ({ open: () => {} }));
    await assertRejects(() => pool.map((item: object) => item, items), TransferError, "open");
    assertEquals(await pool.map(square, [3]), [9]);
  });

  same("test_map_chunksize", async () => {
    assertEquals(await pool.mapAsync(square, [], { chunkSize: 1 }).get(5000), []);
  });

  same("test_map_handle_iterable_exception", async () => {
    for (let round = 0; round < 2; round++) {
      await assertRejects(
        () => pool.map(square, numbersUntilError(1, -1), { chunkSize: 1 }),
        SayWhenError,
        "at the start",
      );
    }
    await assertRejects(
      () => pool.map(square, numbersUntilError(10, 3), { chunkSize: 1 }),
      SayWhenError,
      "at 3",
    );
    for (let round = 0; round < 2; round++) {
      await assertRejects(() => pool.map(square, failingIterable, { chunkSize: 1 }), SayWhenError, "next");
    }
  });

  same("test_async", async () => {
    using event = new Event();
    const result = pool.applyAsync(squareAfter, [7, event]);
    const got = result.get();
    assert(!result.ready());
    event.set();
    assertEquals(await got, 49);
    assert(result.ready() && result.successful());
  });

  same("test_async_timeout", async () => {
    await using pool = new Pool(3);
    using event = new Event();
    const result = pool.applyAsync(squareAfter, [6, event]);
    await assertRejects(() => result.get(20), TimeoutError);
    assert(!result.ready());
    event.set();
    assertEquals(await result.get(), 36);
  });

  same("test_imap", async () => {
    for (const [count, options] of [[10, {}], [1000, { chunkSize: 100 }]] as const) {
      assertEquals(await Array.fromAsync(pool.imap(square, range(count), options)), squares(count));
      const iterator = pool.imap(square, range(count), options);
      for (const value of squares(count)) assertEquals(await iterator.next(), { done: false, value });
      for (let i = 0; i < 2; i++) assertEquals((await iterator.next()).done, true);
    }
  });

  same("test_imap_handle_iterable_exception", async () => {
    for (let round = 0; round < 2; round++) {
      const iterator = pool.imap(square, numbersUntilError(1, -1), { chunkSize: 1 });
      await assertRejects(() => iterator.next(), SayWhenError);
    }
    // Chunks that are complete are given out.
    for (const [count, when, chunkSize, given] of [[10, 3, 1, 3], [20, 7, 2, 6], [20, 7, 4, 4]] as const) {
      const iterator = pool.imap(square, numbersUntilError(count, when), { chunkSize });
      for (const value of squares(given)) assertEquals((await iterator.next()).value, value);
      await assertRejects(() => iterator.next(), SayWhenError, `at ${when}`);
    }
  });

  same("test_imap_unordered", async () => {
    for (const [count, options] of [[10, {}], [1000, { chunkSize: 100 }]] as const) {
      const values = await Array.fromAsync(pool.imapUnordered(square, range(count), options));
      assertEquals(values.sort((a, b) => a - b), squares(count));
    }
  });

  same("test_imap_unordered_handle_iterable_exception", async () => {
    for (let round = 0; round < 2; round++) {
      const iterator = pool.imapUnordered(square, numbersUntilError(1, -1), { chunkSize: 1 });
      await assertRejects(() => iterator.next(), SayWhenError);
    }
    for (const [count, when, chunkSize] of [[10, 3, 1], [20, 7, 2]] as const) {
      const expected = new Set(squares(count));
      const iterator = pool.imapUnordered(square, numbersUntilError(count, when), { chunkSize });
      await assertRejects(async () => {
        for await (const value of iterator) assert(expected.delete(value), `${value} came unasked or twice`);
      }, SayWhenError);
    }
  });

  same("test_make_pool", async () => {
    assertThrows(() => new Pool(-1), RangeError, "must be at least 1");
    assertThrows(() => new Pool(0), RangeError, "must be at least 1");
    const three = new Pool(3);
    assertEquals(three.processes, 3);
    three.close();
    await three.join();
  });

  better(
    "test_terminate",
    "what is pending rejects; in Python, who waits for it waits for ever",
    async () => {
      const busy = new Pool(3);
      using event = new Event();
      const items = Array.from({ length: 10_000 }, (): [number, Event] => [1, event]);
      const result = busy.starmapAsync(squareAfter, items, { chunkSize: 1 });
      await busy.terminate();
      await busy.join();
      await assertRejects(() => result.get(), PoolClosedError);
    },
  );

  same("test_empty_iterable", async () => {
    const one = new Pool(1);
    assertEquals(await one.map(square, []), []);
    assertEquals(await Array.fromAsync(one.imap(square, [])), []);
    assertEquals(await Array.fromAsync(one.imapUnordered(square, [])), []);
    assertEquals(await one.mapAsync(square, []).get(), []);
    one.close();
    await one.join();
  });

  same("test_context", async () => {
    let left: Pool;
    {
      await using two = left = new Pool(2);
      assertEquals(await two.mapAsync(square, range(10)).get(), squares(10));
    }
    await left.join();
    assertThrows(() => left.mapAsync(square, range(10)), PoolClosedError);
  });

  better(
    "test_traceback",
    "the stack of the very error goes from the worker's line to the caller's; it is no other object's text",
    async () => {
      const error = await assertRejects(() => pool.apply(raise), RangeError, "123");
      assertEquals([Object.getPrototypeOf(error), error.message], [RangeError.prototype, "123"]);
      assertStringIncludes(error.stack!, "at raise");
      assertStringIncludes(error.stack!, "fixtures/pools.ts");
      assertStringIncludes(error.stack!, "test_pool_test.ts");

      // An error of the input comes from no worker, and is not changed.
      const own = await assertRejects(
        () => pool.map(square, numbersUntilError(1, -1), { chunkSize: 1 }),
        SayWhenError,
      );
      assertEquals(own.cause, undefined);
      assert(!own.stack!.includes("fixtures/pools.ts"));
    },
  );

  same("test_wrapped_exception", async () => {
    const error = await assertRejects(() => pool.apply(raise), RangeError);
    assertEquals(error.cause, undefined);
  });

  better("test_map_no_failfast", "the error is that of the first item in order that failed", async () => {
    using calls = new Value("i");
    using first = new Event();
    const two = new Pool(2);
    const items = [0, 1].map((index): [Value<"i">, Event, number] => [calls, first, index]);
    const error = await assertRejects(() => two.starmap(raiseLarge, items, { chunkSize: 1 }), RangeError);
    assertEquals([calls.value, error.message.length, error.message.at(-1)], [2, 1024 * 1024 + 1, "0"]);
    two.close();
    await two.join();
  });

  same("test_release_task_refs", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const refs = await (async () => {
      const objects = Array.from({ length: 10 }, (_, i) => ({ i }));
      const results = await pool.map((object: object) => object, objects);
      return [...objects, ...results].map((object) => new WeakRef(object));
    })();
    assertEquals(refs.length, 20);
    await until(() => {
      collect();
      return refs.every((ref) => ref.deref() === undefined);
    });
  });

  notApplicable("test_enter", "nothing is called when a `using` block is entered, so it can refuse nothing");

  notApplicable(
    "test_resource_warning",
    "JavaScript has no warning for what is collected; a pool that is forgotten keeps no program from ending",
  );
});
