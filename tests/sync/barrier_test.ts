import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  Barrier,
  BrokenBarrierError,
  importTasks,
  Pool,
  Process,
  Queue,
  SharedArray,
  TransferError,
  Value,
} from "../../mod.ts";
import { inWorker } from "../support/engine_workers.ts";
import { until } from "../support/until.ts";
import { meet } from "./fixtures/syncing.ts";

const FIXTURES = import.meta.resolve("./fixtures/syncing.ts");
const tasks = importTasks<typeof import("./fixtures/syncing.ts")>(FIXTURES);

/** Waits, and tells the error that came instead of a place. */
const waited = (barrier: Barrier, timeout?: number) =>
  barrier.wait({ timeout }).catch((error: Error) => `${error.name}: ${error.message}`);
const brokenAs = (reason: string) => `BrokenBarrierError: Cannot wait at the barrier as ${reason}`;

describe("Barrier", () => {
  it("lets all through when the last has come, each with its place, again and again", async () => {
    using barrier = new Barrier(3);
    assertEquals([barrier.parties, barrier.nWaiting, barrier.broken], [3, 0, false]);
    for (let round = 0; round < 3; round++) {
      const first = barrier.wait(), second = barrier.wait();
      await until(() => barrier.nWaiting === 2);
      assertEquals(await Promise.all([first, second, barrier.wait()]), [0, 1, 2]);
      assertEquals(barrier.nWaiting, 0);
    }
  });

  it("of one party never waits", async () => {
    using barrier = new Barrier(1);
    assertEquals([await barrier.wait({ timeout: 0 }), barrier.waitSync({ timeout: 0 })], [0, 0]);
  });

  it("new refuses bad parties and options", () => {
    for (const parties of [0, -1, 1.5, NaN, "2" as never]) {
      assertThrows(() => new Barrier(parties), RangeError, "'parties' must be an integer from 1");
    }
    assertThrows(() => new Barrier(1, { action: 5 as never }), TypeError, "'action' must be a function");
    assertThrows(() => new Barrier(1, { timeout: 0.5 }), RangeError, "looks like seconds");
    assertThrows(() => new Barrier(1, { wait: 5 } as never), TypeError, "'wait' is unknown");
  });

  it("keeps threads together, blocked or not, with every place taken once", async () => {
    const TIMES = 40;
    using barrier = new Barrier(3);
    using counts = new SharedArray("i", TIMES, { lock: false });
    const places = await Promise.all(
      [1, 2, 3].map(() => inWorker(FIXTURES, meet, barrier, counts, TIMES)),
    );
    for (let time = 0; time < TIMES; time++) {
      assertEquals(places.map((list) => list[time]!).sort(), [0, 1, 2]);
    }
  });

  it("breaks for all when one waits longer than its timeout, late ones included", async () => {
    using barrier = new Barrier(3);
    const reason = brokenAs("a party waited longer than its timeout");
    assertEquals(await Promise.all([waited(barrier), waited(barrier, 5)]), [reason, reason]);
    assertEquals(await waited(barrier), reason);
    assertThrows(() => barrier.waitSync(), BrokenBarrierError);
    assertEquals([barrier.broken, barrier.nWaiting], [true, 0]);
    barrier.reset();
    assertEquals(await Promise.all([1, 2, 3].map(() => waited(barrier))), [0, 1, 2]);
  });

  it("uses its own timeout unless a wait has one", async () => {
    using barrier = new Barrier(2, { timeout: 5 });
    assertEquals(await waited(barrier), brokenAs("a party waited longer than its timeout"));
    barrier.reset();
    using queue = new Queue<Barrier>();
    await queue.put(barrier);
    using twin = await queue.get();
    assertThrows(() => twin.waitSync(), BrokenBarrierError);
    barrier.reset();
    const patient = barrier.wait({ timeout: 60_000 });
    assertEquals(await twin.wait(), 1);
    assertEquals(await patient, 0);
  });

  it("abort() breaks it until reset(), which those that wait do not survive", async () => {
    using barrier = new Barrier(2);
    const aborted = waited(barrier);
    barrier.abort();
    assertEquals(await aborted, brokenAs("it was aborted"));
    assertEquals(await waited(barrier), brokenAs("it was aborted"));
    barrier.reset();
    const reset = waited(barrier);
    barrier.reset();
    assertEquals(await reset, brokenAs("it was reset meanwhile"));
    assertEquals(await Promise.all([waited(barrier), waited(barrier)]), [0, 1]);
    barrier.abort();
    barrier.reset();
    assertEquals(barrier.broken, false);
  });

  it("breaks for the others when a wait is aborted by its signal, but not if it never began", async () => {
    using barrier = new Barrier(3);
    const other = waited(barrier);
    const controller = new AbortController();
    const waiting = barrier.wait({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => waiting, Error, "enough");
    assertEquals(await other, brokenAs("a party's wait was interrupted"));
    barrier.reset();
    await assertRejects(() => barrier.wait({ signal: controller.signal }), Error, "enough");
    assertEquals(barrier.broken, false);
  });

  it("runs its action once a round, in the last party, before any goes on", async () => {
    const events: string[] = [];
    using barrier = new Barrier(2, { action: () => void events.push("action") });
    const wait = async () => events.push(`${await barrier.wait()}`);
    await Promise.all([wait(), wait()]);
    await Promise.all([wait(), wait()]);
    // In what order the parties go on is left open.
    assertEquals([events[0], events.slice(1, 3).sort()], ["action", ["0", "1"]]);
    assertEquals([events[3], events.slice(4).sort()], ["action", ["0", "1"]]);
    using single = new Barrier(1, { action: () => void events.push("blocked") });
    single.waitSync();
    assertEquals(events.at(-1), "blocked");
  });

  it("calls its action with arguments, shared objects too, in whatever thread comes last", async () => {
    using total = new Value("i", 0);
    const action = (total: Value<"i">, amount: number) => void total.add(amount);
    using barrier = new Barrier(2, { action, args: [total, 5] });
    await Promise.all([barrier.wait(), barrier.wait()]);
    assertEquals(total.value, 5);
    await using pool = new Pool(2);
    const wait = (barrier: Barrier) => barrier.waitSync();
    await Promise.all([pool.run(wait, barrier), pool.run(wait, barrier)]);
    assertEquals(total.value, 10);
    assertThrows(() => new Barrier(1, { action, args: 5 as never }), TypeError, "'args' must be an array");
    assertThrows(() => new Barrier(1, { args: [] }), TypeError, "'args' are for an 'action'");
  });

  it("waits for an asynchronous action, and has who comes meanwhile wait for the next round", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    using barrier = new Barrier(2, { action: () => promise });
    const first = Promise.all([barrier.wait(), barrier.wait()]);
    const next = barrier.wait();
    assertEquals(barrier.nWaiting, 2);
    resolve();
    assertEquals(await first, [0, 1]);
    assertEquals(await Promise.all([next, barrier.wait()]), [0, 1]);
    await assertRejects(
      async () => {
        const waiting = barrier.wait().catch(() => {});
        await until(() => barrier.nWaiting === 1);
        barrier.waitSync();
        await waiting;
      },
      TypeError,
      "asynchronous action",
    );
  });

  it("breaks when its action throws, which the last party gets", async () => {
    using barrier = new Barrier(2, {
      action: () => {
        throw new RangeError("no action");
      },
    });
    const first = waited(barrier);
    await assertRejects(() => barrier.wait(), RangeError, "no action");
    assertEquals(await first, brokenAs("its action threw"));
    assert(barrier.broken);
  });

  it("sends its action with it, as text or by its module", async () => {
    for (const action of [() => void ((globalThis as { marks?: number }).marks = 1), tasks.marked]) {
      using barrier = new Barrier(2, { action });
      await using pool = new Pool(2);
      const marks = await Promise.all([
        pool.run(tasks.meetAndMark, barrier, 1),
        pool.run(tasks.meetAndMark, barrier, 1),
      ]);
      assertEquals(marks.sort(), [0, 1]);
    }
  });

  it("refuses to be sent with an action that cannot travel", () => {
    let count = 0;
    using barrier = new Barrier(2, { action: () => void count++ });
    using queue = new Queue<Barrier>();
    assertThrows(() => queue.putNowait(barrier), TransferError, 'it assigns to "count"');
    assertEquals(count, 0);
  });

  it("breaks when the thread dies that runs its action", async () => {
    using barrier = new Barrier(2, { action: () => Deno.exit(5) });
    const process = new Process({
      target: async (barrier: Barrier) => void await barrier.wait(),
      args: [barrier],
    });
    const first = waited(barrier);
    process.start();
    assertEquals(await first, brokenAs("a thread died while it waited"));
    await process.join();
    assertEquals(process.exitCode, 5);
  });

  it("cannot be used once it has been disposed of", async () => {
    const barrier = new Barrier(2);
    barrier[Symbol.dispose]();
    await assertRejects(() => barrier.wait(), ReferenceError, "it has been disposed of");
    for (const use of [() => barrier.broken, () => barrier.abort(), () => barrier.reset()]) {
      assertThrows(use, ReferenceError);
    }
  });
});
