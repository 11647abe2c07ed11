import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { inspect } from "node:util";
import { PoolClosedError } from "../../engine/errors/pool_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Executor, Pool } from "../../mod.ts";
import { Future } from "../../engine/pool/future.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";

const double = (n: number) => 2 * n;
const numbers = (length: number) => Array.from({ length }, (_, n) => n);

/** An asynchronous input that gives `length` items, the last ones when it may. */
async function* slowly(length: number, mayEnd: Promise<void>) {
  for (let n = 0; n < length; n++) {
    if (n === length >> 1) await mayEnd;
    yield n;
  }
}

describe("Pool.close() while input is being read", () => {
  it("lets imap() go on with its input, at the consumer's pace, until join()", async () => {
    for (const method of ["imap", "imapUnordered"] as const) {
      const pool = new Pool(2);
      const results = pool[method](double, numbers(200));
      pool.close();
      const given = await Array.fromAsync(results);
      assertEquals(given.sort((a, b) => a - b), numbers(200).map(double));
      await pool.join();
    }
  });

  it("join() has the rest of the input read although nobody takes the results, which can be taken later", async () => {
    const pool = new Pool(2);
    let taken = 0;
    function* counted() {
      for (const n of numbers(300)) {
        taken++;
        yield n;
      }
    }
    const results = pool.imap(double, counted(), { chunkSize: 3 });
    const first = await results.next();
    assert(taken < 300);
    pool.close();
    await pool.join();
    assertEquals(taken, 300);
    assertEquals([first.value, ...await Array.fromAsync(results)], numbers(300).map(double));
  });

  it("lets map() and imap() go on with an input that is waited for", async () => {
    const pool = new Pool(2);
    const { promise: mayEnd, resolve } = Promise.withResolvers<void>();
    const mapped = pool.map(double, slowly(20, mayEnd));
    const starmapped = pool.starmap(
      (a: number, b: number) => a + b,
      (async function* () {
        for await (const n of slowly(20, mayEnd)) yield [n, n] as [number, number];
      })(),
    );
    const results = pool.imap(double, slowly(20, mayEnd));
    assertEquals(await results.next(), { done: false, value: 0 });
    pool.close();
    let hasEnded = false;
    const ended = pool.join().then(() => hasEnded = true);
    await results.next();
    assertEquals(hasEnded, false);
    resolve();
    const expected = numbers(20).map(double);
    assertEquals([await mapped, await starmapped], [expected, expected]);
    assertEquals(await Array.fromAsync(results), expected.slice(2));
    await ended;
  });

  it("ends when the loop over imap() is left", async () => {
    const pool = new Pool(1);
    function* endless() {
      while (true) yield 1;
    }
    const results = pool.imap(double, endless());
    pool.close();
    for await (const value of results) {
      assertEquals(value, 2);
      break;
    }
    await pool.join();
  });
});

describe("Pool.terminate() while input is being read", () => {
  it("ends maps, whatever their input does", async () => {
    const pool = new Pool(2);
    let isClosed = false;
    function* endless() {
      try {
        for (let n = 0;; n++) yield n;
      } finally {
        isClosed = true;
      }
    }
    const never = new Promise<void>(() => {});
    const mapped = pool.map(double, slowly(4, never));
    const stuck = pool.imap(double, slowly(4, never));
    assertEquals([(await stuck.next()).value, (await stuck.next()).value], [0, 2]);
    const waiting = stuck.next();
    const results = pool.imap(double, endless());
    assertEquals((await results.next()).value, 0);
    const rejections = [mapped, waiting].map((promise) => promise.catch((error) => error));
    await Promise.all([pool.terminate(), pool.terminate()]);
    for (const error of await Promise.all(rejections)) assertInstanceOf(error, PoolClosedError);
    assertEquals(isClosed, true);
    // What was there is given out, then the errors of what was not, then nothing more, for ever.
    let errors = 0;
    for (let done = false; !done;) {
      const step = await results.next().catch((
        error,
      ) => (errors++, assertInstanceOf(error, PoolClosedError)));
      done = (step as IteratorResult<number> | undefined)?.done === true;
    }
    assert(errors >= 1 && errors <= 5, `${errors} errors`);
    assertEquals((await results.next()).done, true);
    assertEquals((await stuck.next()).done, true);
    await pool.join();
    await pool.join();
  });

  it("map() with a signal rejects as soon as that aborts, and ends the input", async () => {
    await using pool = new Pool(1);
    const controller = new AbortController();
    const never = new Promise<void>(() => {});
    const mapped = pool.map(double, slowly(4, never), { signal: controller.signal });
    controller.abort(new RangeError("enough"));
    await assertRejects(() => mapped, RangeError, "enough");
    await assertRejects(
      () => pool.map(double, slowly(4, never), { signal: controller.signal }),
      RangeError,
      "enough",
    );
  });
});

describe("Pool", () => {
  it("imapUnordered() throws the input's error after all results", async () => {
    await using pool = new Pool(2);
    function* broken() {
      yield* [1, 2, 3, 4, 5];
      throw new RangeError("input");
    }
    for (const [chunkSize, complete] of [[1, 5], [2, 4]] as const) {
      const results = pool.imapUnordered(double, broken(), { chunkSize });
      const given: number[] = [];
      for (let n = 0; n < complete; n++) given.push((await results.next()).value!);
      assertEquals(given.sort((a, b) => a - b), numbers(complete).map((n) => 2 * n + 2));
      await assertRejects(() => results.next(), RangeError, "input");
      assertEquals([(await results.next()).done, (await results.next()).done], [true, true]);
    }
  });

  it("with imap() in chunks, several failing items each reject at their place", async () => {
    await using pool = new Pool(2);
    const fragile = (n: number) => {
      if (n % 3 === 1) throw new RangeError(`item ${n}`);
      return n;
    };
    for (const chunkSize of [1, 2, 4, 50]) {
      const results = pool.imap(fragile, numbers(20), { chunkSize });
      const seen = [];
      for (let n = 0; n < 20; n++) {
        seen.push(await results.next().then(({ value }) => value, (error) => error.message));
      }
      assertEquals(seen, numbers(20).map((n) => n % 3 === 1 ? `item ${n}` : n));
      assertEquals((await results.next()).done, true);
    }
  });

  it("next() with a timeout loses nothing when several are waiting", async () => {
    await using pool = new Pool(1);
    using gate = new SharedArray("i", 1);
    const wait = ([n, gate]: [number, SharedArray<"i">]) => {
      while (gate.at(0)! <= n);
      return n;
    };
    const items = numbers(4).map((n): [number, SharedArray<"i">] => [n, gate]);
    const results = pool.imap(wait, items);
    const [patient, hasty, last] = [results.next(), results.next(5), results.next(60_000)];
    await assertRejects(() => hasty, Error, "waited 5 ms");
    gate.view[0] = 10;
    assertEquals([(await patient).value, (await last).value], [0, 1]);
    assertEquals([(await results.next()).value, (await results.next(60_000)).value], [2, 3]);
    assertEquals((await results.next(1)).done, true);
  });

  it("says what state it is in", async () => {
    const pool = new Pool(3);
    assertEquals([`${pool}`, inspect(pool)], Array(2).fill("<Pool state=RUN pool_size=3>"));
    pool.close();
    assertEquals(`${pool}`, "<Pool state=CLOSE pool_size=3>");
    await pool.terminate();
    assertEquals(`${pool}`, "<Pool state=TERMINATE pool_size=3>");
    pool.close();
    assertThrows(() => pool.imap(double, []), PoolClosedError, "it was terminated");
    await pool.join();
  });

  it("and what it makes cannot be sent", async () => {
    await using pool = new Pool(1);
    await using executor = new Executor(1);
    const result = pool.applyAsync(() => 1);
    const cases: [unknown, string][] = [
      [pool, "a pool"],
      [executor, "an executor"],
      [new Future(), "a future"],
      [result, "an AsyncResult"],
      [pool.imap(double, []), "an iteration over results"],
    ];
    for (const [value, what] of cases) {
      await assertRejects(
        () => pool.run((x: unknown) => x, { deep: [value] }),
        TransferError,
        `.deep[0] as ${what} can be used only in the thread that created it`,
      );
    }
    await result;
  });

  it("calls the callback once, with an empty list when there are no items, whatever the chunk size", async () => {
    await using pool = new Pool(1);
    const seen: unknown[] = [];
    const options = {
      callback: (results: number[]) => seen.push(results),
      errorCallback: () => seen.push("no"),
    };
    assertEquals(await pool.mapAsync(double, [], options), []);
    assertEquals(await pool.mapAsync(double, [], { ...options, chunkSize: 5 }), []);
    assertEquals(seen, [[], []]);
  });

  it("keeps a closed pool's workers replaced until all is done", async () => {
    const pool = new Pool({ processes: 2, maxTasksPerChild: 1 });
    const results = pool.mapAsync(double, numbers(6), { chunkSize: 1 });
    pool.close();
    await pool.join();
    assertEquals([results.ready(), await results], [true, numbers(6).map(double)]);
  });

  it("refuses a map over a pool of this thread's that has been terminated from inside its own input", async () => {
    const pool = new Pool(1);
    const results = pool.imap(
      double,
      (function* () {
        yield 1;
        void pool.terminate();
        yield 2;
      })(),
    );
    const outcomes = [];
    for (let n = 0; n < 3; n++) outcomes.push(await results.next().catch((error) => error));
    assert(outcomes.some((outcome) => outcome instanceof PoolClosedError));
    assertEquals((await results.next()).done, true);
    await pool.join();
  });
});
