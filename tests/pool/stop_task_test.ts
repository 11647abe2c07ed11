import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { Pool } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";

/** Says that it runs, then never ends. */
const spin = (started: SharedArray<"i">) => {
  started.add(0, 1);
  while (true);
};

/** Waits until as many tasks have started. */
async function untilStarted(started: SharedArray<"i">, count: number): Promise<void> {
  while (started.at(0)! < count) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe("Stopping tasks", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  let started: SharedArray<"i">;
  beforeAll(() => {
    pool = new Pool(2);
    started = new SharedArray("i", 1);
  });
  afterAll(() => pool.terminate());

  it("apply() with a timeout stops a task that runs too long, and leaves the others alone", async () => {
    started.fill(0);
    // Runs the whole time in the other worker, and must not be lost.
    const patient = (started: SharedArray<"i">) => {
      while (started.at(0) !== -1);
      return "undisturbed";
    };
    const other = pool.run(patient, started);
    for (let round = 0; round < 3; round++) {
      await assertRejects(
        () =>
          pool.apply(
            function endless() {
              while (true);
            },
            [],
            { timeout: 30 },
          ),
        TimeoutError,
        `Stopped task "endless" as it ran longer than its timeout: 30 ms`,
      );
    }
    started.view[0] = -1;
    assertEquals(await other, "undisturbed");
    assertEquals(await pool.map((n: number) => n, [1, 2, 3]), [1, 2, 3]);
  });

  it("apply() with a timeout stops an asynchronous task too", async () => {
    await assertRejects(() => pool.apply(() => new Promise(() => {}), [], { timeout: 20 }), TimeoutError);
    const endless = async () => {
      while (true) await null;
    };
    await assertRejects(() => pool.apply(endless, [], { timeout: 20 }), TimeoutError);
    assertEquals(await pool.apply(() => "in time", [], { timeout: 10_000 }), "in time");
  });

  it("apply() starts a timeout's clock when the task starts: one queued behind a long task is not late", async () => {
    await using narrow = new Pool(1);
    using gate = new SharedArray("i", 1);
    const wait = (gate: SharedArray<"i">) => {
      while (gate.at(0) === 0);
    };
    const long = narrow.run(wait, gate);
    const quick = narrow.apply(() => "quick", [], { timeout: 50 });
    let settled = false;
    quick.then(() => settled = true, () => settled = true);
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert(!settled);
    gate.view[0] = 1;
    assertEquals(await quick, "quick");
    await long;
  });

  it("map() with a timeout gives it to each item's task", async () => {
    const visit = (n: number) => {
      while (n === 2);
      return n;
    };
    await assertRejects(() => pool.map(visit, [1, 2, 3], { timeout: 40 }), TimeoutError);
    const results = pool.imap(visit, [1, 2, 3], { timeout: 40 });
    assertEquals((await results.next()).value, 1);
    await assertRejects(() => results.next(), TimeoutError);
    assertEquals((await results.next()).value, 3);
  });

  it("applySync() and mapSync() with a timeout stop a task while they block, again and again", () => {
    const endless = () => {
      while (true);
    };
    assertThrows(() => pool.applySync(endless, [], { timeout: 30 }), TimeoutError);
    assertThrows(() => pool.mapSync(endless, [1, 2, 3, 4], { timeout: 30 }), TimeoutError);
    assertEquals(pool.mapSync((n: number) => 2 * n, [1, 2, 3]), [2, 4, 6]);
  });

  it("apply() with a signal that is aborted already runs nothing", async () => {
    started.fill(0);
    const count = (started: SharedArray<"i">) => void started.add(0, 1);
    const reason = new Error("before");
    const error = await pool.apply(count, [started], { signal: AbortSignal.abort(reason) }).catch((error) =>
      error
    );
    assertStrictEquals(error, reason);
    await pool.map((n: number) => n, [1, 2, 3, 4]);
    assertEquals(started.at(0), 0);
  });

  it("apply() with a signal drops a queued task, stops a running one, and leaves the others alone", async () => {
    await using narrow = new Pool(1);
    started.fill(0);
    const controller = new AbortController();
    const running = narrow.apply(spin, [started], { signal: controller.signal });
    const queued = narrow.apply(spin, [started], { signal: controller.signal });
    const other = narrow.run(() => "other");
    await untilStarted(started, 1);
    const reason = new RangeError("enough");
    controller.abort(reason);
    assertStrictEquals(await running.catch((error) => error), reason);
    assertStrictEquals(await queued.catch((error) => error), reason);
    assertEquals(await other, "other");
    assertEquals(started.at(0), 1);
  });

  it("apply() with a signal gives the result when the abort comes after the task", async () => {
    const controller = new AbortController();
    assertEquals(await pool.apply(() => 1, [], { signal: controller.signal }), 1);
    controller.abort();
    assertEquals(await pool.run(() => 2), 2);
  });

  it("map() with a signal drops the chunks that wait and stops those that run", async () => {
    started.fill(0);
    const controller = new AbortController();
    const items = Array.from({ length: 5000 }, () => started);
    const results = pool.map(spin, items, { chunkSize: 1, signal: controller.signal });
    await untilStarted(started, 2);
    controller.abort();
    await assertRejects(() => results, DOMException, "aborted");
    assertEquals(started.at(0), 2);
    assertEquals(await pool.run(() => 3), 3);
  });

  it("a task that was stopped can do nothing to a queue or a lock any more", async () => {
    started.fill(0);
    using lock = started.getLock();
    const controller = new AbortController();
    const hold = (array: SharedArray<"i">) => {
      array.getLock().acquireSync();
      array.add(0, 1);
      while (true);
    };
    const holding = pool.apply(hold, [started], { signal: controller.signal });
    await untilStarted(started, 1);
    assertEquals(await lock.acquire({ timeout: 0 }), false);
    controller.abort();
    await assertRejects(() => holding, DOMException);
    assert(await lock.acquire());
    assert(lock.abandoned);
    lock.release();
    assert(await lock.acquire());
    assert(!lock.abandoned);
    lock.release();
  });
});
