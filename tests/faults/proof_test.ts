/** What waits for the proof of a thread's death, and what does not. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { STATE_READY } from "../../engine/core/layout.ts";
import { Slot } from "../../engine/memory/slot.ts";
import { importTasks, Lock, Pool, Process, SharedArray, TimeoutError, WorkerLostError } from "../../mod.ts";
import { checkHeap, type HeapState } from "../support/check_heap.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { until } from "../support/until.ts";

const tasks = importTasks<typeof import("./fixtures/tasks.ts")>(import.meta.resolve("./fixtures/tasks.ts"));

/** So many numbers are sorted in a second or more. */
const LENGTH = 8_000_000;

/** Whether the sort has ended, which writes what it has sorted at its end. */
function isSorted({ view }: SharedArray<"f64">): boolean {
  return view.every((value, index) => index === 0 || value >= view[index - 1]!);
}

describe("A thread's death", { sanitizeOps: false, sanitizeResources: false }, () => {
  for (const blocks of [false, true]) {
    const how = blocks ? "joinSync() and acquireSync()" : "join() and acquire()";
    it(`is proven by its last instruction: ${how} come after that, to see a lock abandoned`, async () => {
      using array = new SharedArray("f64", LENGTH, { lock: false });
      using state = new SharedArray("i", 1, { lock: false });
      using lock = new Lock();
      const process = new Process({ target: tasks.sortForEver, args: [array, state, lock] });
      process.start();
      await until(() => state.at(0) === 1);
      process.kill();
      assertEquals([process.exitCode, process.isAlive, lock.locked()], [null, true, true]);
      assert(!isSorted(array), "the sort has ended already");
      if (blocks) {
        assert(lock.acquireSync({ timeout: 60_000 }));
        process.joinSync();
      } else {
        assert(await lock.acquire({ timeout: 60_000 }));
        await process.join();
      }
      assertEquals([process.exitCode, lock.abandoned], [-9, true]);
      assert(isSorted(array), "the dead thread still writes");
      lock.release();
    });
  }

  it("is not waited for by the call: it rejects at once, and another worker takes over", async () => {
    await using pool = new Pool(1);
    using array = new SharedArray("f64", LENGTH, { lock: false });
    using state = new SharedArray("i", 1, { lock: false });
    const controller = new AbortController();
    const sorting = pool.apply(tasks.sortForEver, [array, state], { signal: controller.signal });
    await until(() => state.at(0) === 1);
    controller.abort();
    await assertRejects(() => sorting, DOMException);
    assert(!isSorted(array), "the sort has ended already");
    assertEquals(await pool.run(() => "another"), "another");
  });

  it("is told to a worker whose pool it was too, the call first", async () => {
    await using pool = new Pool(1);
    using array = new SharedArray("f64", LENGTH, { lock: false });
    using state = new SharedArray("i", 1, { lock: false });
    const nested = pool.run(tasks.stopNested, array, state);
    await until(() => state.at(0) === 2);
    assert(!isSorted(array), "the sort has ended already");
    assertEquals(await nested, "AbortError");
    assert(isSorted(array), "the dead thread still writes");
  });

  it("is not taken for granted while it lives: what a task does to ports and to its memory proves nothing", async () => {
    await using pool = new Pool(1);
    const close = async () => {
      const { workerData, MessageChannel } = process.getBuiltinModule("node:worker_threads");
      const ports = Object.values(workerData).filter((value) => value instanceof MessagePort);
      for (let count = 0; count < 50; count++) new MessageChannel().port1.close();
      for (let count = 0; count < 300; count++) {
        new ArrayBuffer(1 << 22);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      return [ports, "lifeline" in workerData];
    };
    const runs = pool.run(close);
    const slots = Array.from({ length: 255 }, (_, index) => new Slot(index + 1));
    const running = () => slots.find((slot) => slot.state === STATE_READY && slot.cell >= 0);
    await until(() => running() !== undefined);
    const slot = running()!;
    const generation = slot.generation;
    assertEquals(await runs, [[], false]);
    assertEquals(await pool.run(() => 1), 1);
    assertEquals([slot.generation, slot.ending, slot.isDeathReported], [generation, 0, false]);
    // This ends a thread in Deno, and then it is dead.
    const end = () => {
      globalThis.close();
      return new Promise(() => {});
    };
    await assertRejects(() => pool.run(end), WorkerLostError);
    assertEquals(await pool.run(() => 2), 2);
  });
});

/** Runs as long as anybody lets it. */
const spin = (..._args: unknown[]) => {
  for (;;);
};

describe("Timeouts", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("give back what the task could write, and all that the engine had for it", async () => {
    const idle = engineCounts().slots;
    await using pool = new Pool(2);
    const stop = async () => {
      using array = new SharedArray("f64", 1 << 17);
      const copied = new Float64Array(1 << 16);
      const stopped = Array.from(
        { length: 2 },
        () => pool.apply(spin, [array, copied, { copied }], { timeout: 1 }),
      );
      for (const call of stopped) await assertRejects(() => call, TimeoutError);
    };
    const settle = async (): Promise<readonly [HeapState, ReturnType<typeof engineCounts>]> => {
      // A worker is gone a moment after its task has failed.
      await until(() => engineCounts().slots === idle);
      return [checkHeap(), engineCounts()];
    };
    await stop();
    const before = await settle();
    for (let round = 0; round < 12; round++) await stop();
    const after = await settle();
    assertEquals(after, before);
  });

  it("in a row do not wait for an event loop: a pool that has stopped too many goes on once they are gone", async () => {
    await using pool = new Pool(1);
    for (let round = 0; round < 4; round++) {
      assertThrows(() => pool.applySync(spin, [], { timeout: 1 }), TimeoutError);
    }
    assertEquals(pool.applySync((n: number) => n + 1, [1]), 2);
  });

  it("free at once what the task only copied out of", async () => {
    await using pool = new Pool(1);
    using state = new SharedArray("i", 1, { lock: false });
    using array = new SharedArray("f64", LENGTH, { lock: false });
    const copied = new Uint8Array(1 << 26);
    const controller = new AbortController();
    const sorting = pool.apply(tasks.sortForEver, [array, state, undefined, copied], {
      signal: controller.signal,
    });
    await until(() => state.at(0) === 1);
    const { usedBytes } = engineCounts();
    controller.abort();
    await assertRejects(() => sorting, DOMException);
    assert(engineCounts().usedBytes <= usedBytes - copied.length);
    assert(!isSorted(array), "the sort has ended already");
  });
});
