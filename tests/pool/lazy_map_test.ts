import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Pool } from "../../mod.ts";
import type { Progress } from "../../engine/pool/pool_options.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";

const double = (n: number) => 2 * n;

/** An endless input that counts what was taken from it, and whether it was ended. */
class Source implements Iterable<number> {
  taken = 0;
  ended = false;

  *[Symbol.iterator](): Iterator<number> {
    try {
      while (true) yield this.taken++;
    } finally {
      this.ended = true;
    }
  }
}

describe("Pool.imap()", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool(2)));
  afterAll(() => pool.terminate());

  it("gives the results in order, and the unordered form each as soon as it is there", async () => {
    using gate = new SharedArray("i", 1);
    // The first item waits until the last has run.
    const visit = ([index, gate]: [number, SharedArray<"i">]) => {
      if (index === 5) gate.view[0] = 1;
      while (index === 0 && gate[0] === 0);
      return index;
    };
    const items = [0, 1, 2, 3, 4, 5].map((index): [number, SharedArray<"i">] => [index, gate]);
    assertEquals(await Array.fromAsync(pool.imap(visit, items, { bufferSize: 6 })), [0, 1, 2, 3, 4, 5]);
    gate.fill(0);
    const unordered = await Array.fromAsync(pool.imapUnordered(visit, items, { bufferSize: 6 }));
    // The first and the last item end together, after all others.
    assertEquals(unordered.slice(-2).sort(), [0, 5]);
    assertEquals([...unordered].sort(), [0, 1, 2, 3, 4, 5]);
  });

  it("never takes more than bufferSize items ahead of what was given out", async () => {
    for (const isOrdered of [true, false]) {
      const source = new Source();
      const options = { bufferSize: 5 };
      const results = isOrdered
        ? pool.imap(double, source, options)
        : pool.imapUnordered(double, source, options);
      assert(source.taken <= 5, `${source.taken} were taken`);
      for (let given = 1; given <= 200; given++) {
        await results.next();
        assert(source.taken <= given + 5, `${source.taken} were taken when ${given} were given out`);
      }
      await results.return();
      assert(source.ended);
    }
  });

  it("takes two chunks a worker ahead by default, and one chunk when the buffer is smaller than that", async () => {
    const source = new Source();
    await using results = pool.imap(double, source, { chunkSize: 3 });
    assertEquals(source.taken, 12);
    assertEquals((await results.next()).value, 0);
    const small = new Source();
    await using one = pool.imap(double, small, { chunkSize: 3, bufferSize: 1 });
    assertEquals(small.taken, 3);
    assertEquals((await one.next()).value, 0);
  });

  it("takes an asynchronous input as it comes", async () => {
    async function* later() {
      for (let n = 0; n < 50; n++) {
        if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        yield n;
      }
    }
    assertEquals(
      await Array.fromAsync(pool.imap(double, later())),
      Array.from({ length: 50 }, (_, n) => 2 * n),
    );
    const stream = ReadableStream.from([1, 2, 3]);
    assertEquals(await Array.fromAsync(pool.imap(double, stream, { chunkSize: 2 })), [2, 4, 6]);
  });

  it("throws an item's error in its place and goes on, whatever the chunk size", async () => {
    const odd = (n: number) => {
      if (n % 2 === 0) throw new RangeError(`even: ${n}`);
      return n;
    };
    for (const chunkSize of [1, 3]) {
      const results = pool.imap(odd, [1, 2, 3, 4, 5], { chunkSize });
      assertEquals(await results.next(), { done: false, value: 1 });
      await assertRejects(() => results.next(), RangeError, "even: 2");
      assertEquals(await results.next(), { done: false, value: 3 });
      await assertRejects(() => results.next(), RangeError, "even: 4");
      assertEquals(await results.next(), { done: false, value: 5 });
      assertEquals((await results.next()).done, true);
      assertEquals((await results.next()).done, true);
    }
    const unsent = pool.imap(double, [1, (() => 1) as unknown as number, 3]);
    assertEquals((await unsent.next()).value, 2);
    await assertRejects(() => unsent.next(), TransferError);
    assertEquals((await unsent.next()).value, 6);
  });

  it("throws the input's error after the results of the complete chunks before it", async () => {
    function* broken() {
      yield* [0, 1, 2, 3, 4, 5, 6];
      throw new RangeError("input");
    }
    for (const [chunkSize, complete] of [[1, 7], [2, 6], [4, 4]] as const) {
      const results = pool.imap(double, broken(), { chunkSize });
      for (let n = 0; n < complete; n++) assertEquals((await results.next()).value, 2 * n);
      await assertRejects(() => results.next(), RangeError, "input");
      assertEquals((await results.next()).done, true);
    }
  });

  it("next() with a timeout rejects when there is no result in time, and loses none", async () => {
    using gate = new SharedArray("i", 1);
    const wait = (gate: SharedArray<"i">) => {
      while (gate[0] === 0);
      return "open";
    };
    const results = pool.imap(wait, [gate]);
    await assertRejects(
      () => results.next(20),
      TimeoutError,
      "Cannot get the next result as it is not ready in time: waited 20 ms",
    );
    gate[0] = 1;
    assertEquals(await results.next(10_000), { done: false, value: "open" });
    await assertRejects(() => results.next(-1), RangeError);
  });

  it("ends the input, and drops what does not run yet, when a loop is left", async () => {
    const source = new Source();
    for await (const value of pool.imap(double, source, { bufferSize: 100 })) if (value === 6) break;
    assert(source.ended);
    const results = pool.imap(double, new Source());
    await results.next();
    assertEquals(await results.return(), { done: true, value: undefined });
    assertEquals((await results.next()).done, true);
    // Results that come in later are given to nobody.
    await pool.map(double, [1, 2, 3, 4]);
    assertEquals((await results.next()).done, true);
  });

  it("ends at once when a loop is left whose input will never give anything", async () => {
    async function* stuck() {
      yield 1;
      await new Promise(() => {});
    }
    for await (const value of pool.imap(double, stuck())) {
      assertEquals(value, 2);
      break;
    }
  });

  it("reports progress, with the total from the start where the input tells it", async () => {
    for (const items of [[1, 2, 3], new Set([1, 2, 3]), Float64Array.of(1, 2, 3)]) {
      const totals: unknown[] = [];
      const onProgress = ({ total }: Progress) => totals.push(total);
      await Array.fromAsync(pool.imap(double, items, { bufferSize: 1, onProgress }));
      assertEquals(totals, [3, 3, 3]);
    }
    const totals: unknown[] = [];
    const onProgress = ({ total }: Progress) => totals.push(total);
    await Array.fromAsync(pool.imap(double, [1, 2, 3].values(), { bufferSize: 1, onProgress }));
    assertEquals(totals.slice(0, 2), [undefined, undefined]);
  });

  it("reports progress, with the total once the input has ended", async () => {
    const steps: Progress[] = [];
    await Array.fromAsync(pool.imap(double, [1, 2, 3], { onProgress: (step) => steps.push(step) }));
    assertEquals(steps, [{ done: 1, total: 3 }, { done: 2, total: 3 }, { done: 3, total: 3 }]);
  });

  it("refuses, at the call, what it cannot take", () => {
    assertThrows(
      () => pool.imap(double, 5 as unknown as number[]),
      TypeError,
      "Cannot map lazily as the items must be iterable: received 5",
    );
    assertThrows(
      () => pool.imap(double, [1], { chunkSize: 0 }),
      RangeError,
      "Cannot map lazily as 'chunkSize' must be at least 1: received 0",
    );
    assertThrows(
      () => pool.imapUnordered(double, [1], { bufferSize: 1.5 }),
      RangeError,
      "Cannot map lazily as 'bufferSize' must be a whole number: received 1.5",
    );
  });
});
