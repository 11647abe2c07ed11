import "../../engine/memory/use_shared_memory.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { beforeEach, describe, it } from "@std/testing/bdd";
import { doorbell } from "../../engine/waiting/doorbell.ts";
import { keepAlive } from "../../engine/waiting/keep_alive.ts";
import { waitSync } from "../../engine/waiting/wait_sync.ts";
import { thread } from "../../engine/memory/thread.ts";
import { BLOCKED, WAIT_EVENT } from "../../engine/core/layout.ts";
import { inWorker, startWorker } from "../support/engine_workers.ts";
import { Random, withSeed } from "../support/random.ts";
import { consume, produce, waitableOf } from "./fixtures/rings.ts";

const RING = 253;
const END = 1 << 28;
const FIXTURES = import.meta.resolve("./fixtures/rings.ts");
const attempt = () => thread().core.pop(RING);
const wait = (options?: { timeout?: number; signal?: AbortSignal }) =>
  doorbell().wait(waitableOf(RING), 0, attempt, options);

describe("wait()", () => {
  beforeEach(() => thread().core.openRing(RING, 1024));

  it("resolves at once if there is nothing to wait for", async () => {
    thread().core.push(RING, 7);
    assertEquals(await wait(), 7);
    assertEquals(doorbell().pending, 0);
  });

  it("serves waits in the order in which they began, also when the change comes from this thread", async () => {
    const waits = [wait(), wait(), wait()];
    assertEquals(doorbell().pending, 3);
    for (const value of [1, 2, 3]) thread().core.push(RING, value);
    assertEquals(await Promise.all(waits), [1, 2, 3]);
  });

  it("keeps waits of another kind on the same waitable apart", async () => {
    let open = false;
    const blocked = doorbell().wait(waitableOf(RING), 1, () => open ? 9 : BLOCKED);
    const served = wait();
    thread().core.push(RING, 1);
    assertEquals(await served, 1);
    assertEquals(doorbell().pending, 1);
    open = true;
    thread().core.wake(waitableOf(RING));
    assertEquals(await blocked, 9);
  });

  it("gives BLOCKED after its timeout, and leaves the others waiting", async () => {
    const [short, long] = [wait({ timeout: 1 }), wait()];
    assertEquals(await short, BLOCKED);
    thread().core.push(RING, 5);
    assertEquals(await long, 5);
  });

  it("tries once for a timeout of 0, and does not overtake those that wait", async () => {
    assertEquals(await wait({ timeout: 0 }), BLOCKED);
    const waiting = wait();
    thread().core.push(RING, 5);
    assertEquals(await wait({ timeout: 0 }), BLOCKED);
    assertEquals(await waiting, 5);
  });

  it("rejects with the signal's reason, before it began and meanwhile", async () => {
    const controller = new AbortController();
    const waits = [wait({ signal: controller.signal }), wait()];
    controller.abort(new Error("enough"));
    await assertRejects(() => waits[0]!, Error, "enough");
    await assertRejects(() => wait({ signal: controller.signal }), Error, "enough");
    thread().core.push(RING, 5);
    assertEquals(await waits[1], 5);
  });

  it("rejects with what the attempt throws", async () => {
    let gone = false;
    const waiting = doorbell().wait(waitableOf(RING), 0, () => {
      if (gone) throw new ReferenceError("it is gone");
      return BLOCKED;
    });
    gone = true;
    thread().core.wake(waitableOf(RING));
    await assertRejects(() => waiting, ReferenceError, "it is gone");
    await assertRejects(() =>
      doorbell().wait(waitableOf(RING), 0, () => {
        throw new TypeError("no");
      }), TypeError);
  });

  it("keeps the program alive while it is pending, and no longer", async () => {
    assertEquals(keepAlive.pending, 0);
    const waits = [wait({ timeout: 1 }), wait(), wait()];
    assertEquals(keepAlive.pending, 3);
    await waits[0];
    for (const value of [1, 2]) thread().core.push(RING, value);
    await Promise.all(waits);
    assertEquals([keepAlive.pending, doorbell().pending], [0, 0]);
  });

  it("does not miss a change whose signal took the interest that was declared behind it", async () => {
    const { core } = thread();
    const waiting = wait();
    // As a signal does that was overtaken between its two halves: the interest goes, the event has moved on before.
    const event = waitableOf(RING) + WAIT_EVENT >> 2;
    core.wake(waitableOf(RING));
    Atomics.sub(thread().words, event, 1);
    const { promise: turned, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve);
    await turned;
    core.push(RING, 6);
    assertEquals(await waiting, 6);
  });

  it("loses no value when timeouts and aborts race with wake-ups from other threads", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      const count = 3000;
      const other = inWorker(FIXTURES, consume, RING, END, "async");
      const { result: produced } = startWorker(FIXTURES, produce, RING, 0, count);
      const taken: number[] = [];
      let done = false;
      const finish = produced.then(() => done = true);
      while (!done || taken.length % 7 !== 0) {
        const controller = new AbortController();
        const waits = Array.from(
          { length: 1 + random.below(4) },
          () =>
            random.below(2) === 0
              ? wait({ timeout: 1 + random.below(3) })
              : wait({ timeout: 20, signal: controller.signal }).catch(() => BLOCKED),
        );
        if (random.below(2) === 0) queueMicrotask(() => controller.abort());
        else setTimeout(() => controller.abort(), random.below(3));
        taken.push(...(await Promise.all(waits)).filter((value) => value !== BLOCKED));
        if (done) break;
      }
      await finish;
      for (let value; (value = thread().core.pop(RING)) !== BLOCKED;) taken.push(value);
      thread().core.push(RING, END);
      const all = new Set([...taken, ...await other]);
      assertEquals([all.size, Math.max(...all)], [count, count - 1]);
    }));
});

describe("addDrain()", () => {
  it("has a drain called after every ring, and again as long as it asks for more", async () => {
    thread().core.openRing(RING, 1024);
    const { promise, resolve } = Promise.withResolvers<void>();
    let turns = 0;
    const drain = () => {
      if (++turns === 5) resolve();
      return turns < 5;
    };
    doorbell().addDrain(drain);
    keepAlive.add();
    thread().core.watch(waitableOf(RING));
    thread().core.wake(waitableOf(RING));
    await promise;
    keepAlive.remove();
    doorbell().deleteDrain(drain);
    assert(turns >= 5);
  });
});

describe("waitSync()", () => {
  beforeEach(() => thread().core.openRing(RING, 1024));

  it("gives BLOCKED after its timeout, at once for 0", () => {
    assertEquals(waitSync(waitableOf(RING), attempt, 0), BLOCKED);
    assertEquals(waitSync(waitableOf(RING), attempt, 2), BLOCKED);
  });

  it("wakes for what another thread does", async () => {
    const { result } = startWorker(FIXTURES, produce, RING, 0, 100);
    for (let i = 0; i < 100; i++) assertEquals(waitSync(waitableOf(RING), attempt, Infinity), i);
    await result;
  });
});

describe("serveUntil()", () => {
  it("settles what this thread waits for without blocking, while it blocks", async () => {
    thread().core.openRing(RING, 1024);
    let served = 0;
    const waiting = Array.from({ length: 100 }, () =>
      doorbell().wait(waitableOf(RING), 0, () => {
        const value = attempt();
        if (value !== BLOCKED) served++;
        return value;
      }));
    const { result } = startWorker(FIXTURES, produce, RING, 0, 100);
    assert(doorbell().serveUntil(() => served === 100, Infinity));
    assertEquals(await Promise.all(waiting), Array.from({ length: 100 }, (_, i) => i));
    assert(!doorbell().serveUntil(() => false, 1));
    await result;
  });
});
