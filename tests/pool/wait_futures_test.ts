import fc from "npm:fast-check@4.10.2";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { asCompleted, type ReturnWhen, waitFutures } from "../../engine/pool/wait_futures.ts";
import { Future } from "../../engine/pool/future.ts";

function finished(value: number): Future<number> {
  const future = new Future<number>();
  future.setResult(value);
  return future;
}

function failed(): Future<number> {
  const future = new Future<number>();
  future.setException(new RangeError("failed"));
  return future;
}

function cancelled(): Future<number> {
  const future = new Future<number>();
  future.cancel();
  future.setRunningOrNotifyCancel();
  return future;
}

describe("waitFutures()", () => {
  it("goes on at once when there is enough already", async () => {
    assertEquals(await waitFutures([]), { done: new Set(), notDone: new Set() });
    const [one, two, pending] = [finished(1), failed(), new Future<number>()];
    const all = await waitFutures([one, two, one, cancelled()]);
    assertEquals([all.done.size, all.notDone.size], [3, 0]);
    for (const returnWhen of ["FIRST_COMPLETED", "FIRST_EXCEPTION"] as const) {
      const { done, notDone } = await waitFutures([pending, two], { returnWhen });
      assertEquals([[...done], [...notDone]], [[two], [pending]]);
    }
  });

  it("waits for the first, for the first error, or for all", async () => {
    const futures = Array.from({ length: 4 }, () => new Future<number>());
    const counts: Record<string, number> = {};
    const waits = (["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"] as ReturnWhen[]).map(
      async (returnWhen) => {
        counts[returnWhen] = (await waitFutures(futures, { returnWhen })).done.size;
      },
    );
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    await turn();
    assertEquals(counts, {});
    futures[2]!.setResult(1);
    await turn();
    assertEquals(counts, { FIRST_COMPLETED: 1 });
    futures[1]!.cancel();
    futures[1]!.setRunningOrNotifyCancel(); // a cancelled future is no exception
    await turn();
    assertEquals(counts, { FIRST_COMPLETED: 1 });
    futures[0]!.setException(new Error("first"));
    await turn();
    assertEquals(counts, { FIRST_COMPLETED: 1, FIRST_EXCEPTION: 3 });
    futures[3]!.setResult(1);
    await Promise.all(waits);
    assertEquals(counts, { FIRST_COMPLETED: 1, FIRST_EXCEPTION: 3, ALL_COMPLETED: 4 });
  });

  it("does not count a future that is cancelled but not notified, as in Python", async () => {
    const future = new Future<number>();
    future.cancel();
    assertEquals((await waitFutures([future], { timeout: 1 })).notDone.size, 1);
    future.setRunningOrNotifyCancel();
    assertEquals((await waitFutures([future])).done.size, 1);
  });

  it("gives what there is when its timeout passes, and rejects when its signal aborts", async () => {
    const pending = new Future<number>();
    const { done, notDone } = await waitFutures([finished(1), pending], { timeout: 2 });
    assertEquals([done.size, notDone.size], [1, 1]);
    assertEquals((await waitFutures([pending], { timeout: 0 })).notDone.size, 1);
    const controller = new AbortController();
    const waiting = waitFutures([pending], { signal: controller.signal });
    controller.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
  });

  it("refuses what is wrong", async () => {
    await assertRejects(() => waitFutures([Promise.resolve(1) as never]), TypeError, "must be a Future");
    await assertRejects(() => waitFutures(1 as never), TypeError, "must be iterable: received 1");
    await assertRejects(() => waitFutures([], { returnWhen: "NOW" as never }), TypeError, "received NOW");
    await assertRejects(() => waitFutures([], { when: 1 } as never), TypeError, "'when' is unknown");
    assertThrows(() => asCompleted([1] as never), TypeError, "must be a Future: received 1");
  });
});

describe("asCompleted()", () => {
  it("gives those that are done first, then the others as they are done, each once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("done", "failed", "cancelled", "later"), { maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        async (kinds, numbers) => {
          const make = { done: () => finished(1), failed, cancelled, later: () => new Future<number>() };
          const futures = kinds.map((kind) => make[kind as keyof typeof make]());
          const early = futures.filter((future) => future.done());
          const late = futures.filter((future) => !future.done());
          const order = late.map((future) => ({ future, key: numbers.next().value as number }))
            .sort((a, b) => a.key - b.key).map(({ future }) => future);
          const completed = asCompleted([...futures, ...futures]);
          const given: Future<number>[] = [];
          const reading = (async () => {
            for await (const { future } of completed) given.push(future);
          })();
          for (const future of order) {
            future.setResult(2);
            if ((numbers.next().value as number) % 2) await Promise.resolve();
          }
          await reading;
          assertEquals(given.length, futures.length);
          assertEquals([...early, ...order].every((future, index) => given[index] === future), true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("rejects when not all are done in time, after it gave those that are", async () => {
    const futures = [finished(1), new Future<number>(), finished(2)];
    const given: number[] = [];
    const error = await assertRejects(async () => {
      for await (const { future } of asCompleted(futures, { timeout: 5 })) given.push(await future);
    }, TimeoutError);
    assertEquals(given, [1, 2]);
    assertEquals(error.message, "Cannot complete all futures in time: 1 (of 3) futures unfinished");
  });

  it("rejects when its signal aborts", async () => {
    const controller = new AbortController();
    const next = asCompleted([new Future<number>()], { signal: controller.signal }).next();
    controller.abort(new RangeError("enough"));
    await assertRejects(() => next, RangeError, "enough");
  });
});
