import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Condition, Lock, Pool, Queue, RLock, Semaphore, SharedArray } from "../../mod.ts";
import { inWorker, startWorker } from "../support/engine_workers.ts";
import { until } from "../support/until.ts";
import { type Buffer, consume, consumeSync, produce, waitDeep } from "./fixtures/syncing.ts";

const FIXTURES = import.meta.resolve("./fixtures/syncing.ts");

/** Begins a wait in this thread, and notes when it has ended. */
async function begin(condition: Condition, name: number, woken: number[]): Promise<void> {
  const begun = condition.acquire().then(() => {
    const waiting = condition.wait().then(() => {
      woken.push(name);
      condition.release();
    });
    return { waiting };
  });
  await begun;
}

describe("Condition", () => {
  it("has an RLock unless it is given a lock, which it shares", async () => {
    using own = new Condition();
    assertEquals([await own.acquire(), await own.acquire()], [true, true]);
    own.release();
    own.release();
    for (const lock of [new Lock(), new RLock()]) {
      using condition = new Condition(lock);
      await condition.acquire();
      assert(lock.locked() && condition.locked());
      lock.release();
      assert(!condition.locked());
      lock[Symbol.dispose]();
      await condition.acquire();
      condition.release();
    }
  });

  it("new refuses what is no lock", () => {
    for (const lock of [{}, 5, null, new Semaphore()]) {
      assertThrows(() => new Condition(lock as never), TypeError, "must be a Lock or an RLock");
    }
  });

  it("wait() and notify() refuse a thread that does not hold the lock", async () => {
    using condition = new Condition();
    await assertRejects(() => condition.wait(), Error, "does not hold its lock");
    assertThrows(() => condition.waitSync(), Error, "does not hold its lock");
    assertThrows(() => condition.notify(), Error, "does not hold the condition's lock");
    assertThrows(() => condition.notifyAll(), Error, "does not hold the condition's lock");
    assertThrows(() => condition.release(), Error, "does not hold its lock");
    assertThrows(() => condition.notify(1.5), RangeError, "received 1.5");
  });

  it("wait() gives up the lock, and has it again after its timeout", async () => {
    using condition = new Condition();
    using _ = await condition.hold();
    const waiting = condition.wait({ timeout: 20 });
    assert(!condition.locked());
    assertEquals(await waiting, false);
    assert(condition.locked());
    assertEquals(condition.waitSync({ timeout: 1 }), false);
    assertEquals(await condition.wait({ timeout: 0 }), false);
    assert(condition.locked());
  });

  it("notify() wakes those that have waited longest, as many as are wanted", async () => {
    using condition = new Condition(new Lock());
    const woken: number[] = [];
    for (let name = 0; name < 6; name++) await begin(condition, name, woken);
    const notify = async (count: number | undefined, expected: number[]) => {
      await condition.acquire();
      condition.notify(count);
      condition.release();
      await until(() => woken.length >= expected.length);
      assertEquals(woken, expected);
    };
    await notify(undefined, [0]);
    await notify(0, [0]);
    await notify(-3, [0]);
    await notify(2, [0, 1, 2]);
    await notify(99, [0, 1, 2, 3, 4, 5]);
  });

  it("notify() is not remembered", async () => {
    using condition = new Condition();
    using _ = await condition.hold();
    condition.notify(5);
    condition.notifyAll();
    assertEquals(await condition.wait({ timeout: 1 }), false);
  });

  it("wait() restores the depth of an RLock, in a thread that blocks", async () => {
    using condition = new Condition();
    using ready = new Semaphore(0);
    const { result } = startWorker(FIXTURES, waitDeep, condition, 3, ready);
    await ready.acquire();
    {
      using _ = await condition.hold();
      condition.notify();
    }
    assertEquals(await result, 3);
  });

  it("wait() rejects with its signal's reason, holding the lock, and is in line no more", async () => {
    using condition = new Condition();
    using _ = await condition.hold();
    const controller = new AbortController();
    const waiting = condition.wait({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => waiting, Error, "enough");
    assert(condition.locked());
    await assertRejects(() => condition.wait({ signal: controller.signal }), Error, "enough");
    assert(condition.locked());
  });

  it("serves a nested acquire() of a thread whose other function waits for the lock", async () => {
    using condition = new Condition();
    const woken: number[] = [];
    await begin(condition, 1, woken);
    await condition.acquire();
    condition.notify();
    // The one that was woken waits for the lock now.
    await condition.acquire();
    assertEquals(woken, []);
    condition.release();
    condition.release();
    await until(() => woken.length === 1);
  });

  it("waitFor() returns what its predicate said last, within its timeout in all", async () => {
    using condition = new Condition();
    assertEquals(await condition.waitFor(() => "at once"), "at once");
    assertEquals(condition.waitForSync(() => 7), 7);
    await assertRejects(() => condition.waitFor(() => false), Error, "does not hold its lock");
    using _ = await condition.hold();
    assertEquals(await condition.waitFor(() => 0, { timeout: 5 }), 0);
    assertEquals(condition.waitForSync(() => "", { timeout: 5 }), "");
    assertThrows(() => condition.waitForSync(() => Promise.resolve(1)), TypeError, "must answer at once");
    assertEquals(await condition.waitFor(() => Promise.resolve("later")), "later");
  });

  it("waitFor() is not kept longer by notifications", async () => {
    using condition = new Condition(new Lock());
    const asked = { times: 0 };
    await condition.acquire();
    const waiting = condition.waitFor(() => {
      asked.times++;
      return false;
    }, { timeout: 50 });
    let isWaiting = true;
    waiting.finally(() => isWaiting = false);
    while (isWaiting) {
      if (!await condition.acquire({ timeout: 100 })) break;
      condition.notifyAll();
      condition.release();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assertEquals(await waiting, false);
    assert(asked.times > 2);
  });

  it("guards a bounded buffer of threads that produce and consume", async () => {
    using condition = new Condition(new Lock());
    using items = new SharedArray("i", 3, { lock: false });
    using counts = new SharedArray("i", 1, { lock: false });
    const buffer: Buffer = { condition, items, counts };
    const [, , ...sums] = await Promise.all([
      inWorker(FIXTURES, produce, buffer, 0, 300),
      inWorker(FIXTURES, produce, buffer, 300, 300),
      inWorker(FIXTURES, consumeSync, buffer, 200),
      inWorker(FIXTURES, consume, buffer, 200),
      consume(buffer, 200),
    ]);
    assertEquals(sums.reduce((sum, part) => sum + part), 600 * 599 / 2);
    assertEquals(counts.at(0), 0);
  });

  it("hands a notification on that its thread died with", async () => {
    using condition = new Condition(new Lock());
    using ready = new Semaphore(0);
    await using pool = new Pool(1);
    const controller = new AbortController();
    const doomed = pool.apply(
      (condition: Condition, ready: Semaphore) => {
        condition.acquireSync();
        ready.release();
        condition.waitSync();
      },
      [condition, ready],
      { signal: controller.signal },
    ).catch((error) => error);
    await ready.acquire();
    // The lock is free as soon as the worker is in the line.
    await condition.acquire();
    const woken: number[] = [];
    condition.release();
    await begin(condition, 1, woken);
    await condition.acquire();
    condition.notify();
    // The worker was called, and cannot have the lock.
    controller.abort(new Error("stopped"));
    assertEquals((await doomed).message, "stopped");
    condition.release();
    await until(() => woken.length === 1);
  });

  it("forgets a thread that dies while it waits", async () => {
    using condition = new Condition(new Lock());
    using ready = new Semaphore(0);
    await using pool = new Pool(1);
    const controller = new AbortController();
    const doomed = pool.apply(
      (condition: Condition, ready: Semaphore) => {
        condition.acquireSync();
        ready.release();
        condition.waitSync();
      },
      [condition, ready],
      { signal: controller.signal },
    ).catch((error) => error);
    await ready.acquire();
    await condition.acquire();
    condition.release();
    const woken: number[] = [];
    await begin(condition, 1, woken);
    controller.abort(new Error("stopped"));
    assertEquals((await doomed).message, "stopped");
    // Once its slot is clean the next worker can start.
    await pool.run(() => {});
    await condition.acquire();
    condition.notify();
    condition.release();
    await until(() => woken.length === 1);
  });

  it("travels inside a queue, with its lock", async () => {
    using queue = new Queue<Condition>();
    using condition = new Condition(new Lock());
    await queue.put(condition);
    using twin = await queue.get();
    await twin.acquire();
    assert(condition.locked());
    assertEquals(await condition.acquire({ timeout: 0 }), false);
    twin.release();
  });

  it("cannot be used once it has been disposed of", async () => {
    const condition = new Condition();
    condition[Symbol.dispose]();
    await assertRejects(() => condition.wait(), ReferenceError, "it has been disposed of");
    assertThrows(() => condition.notify(), ReferenceError);
    assertThrows(() => condition.acquireSync(), ReferenceError);
  });
});
