/** Deaths in the middle of what a JavaScript engine would leave half done. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { WorkerLostError } from "../../engine/errors/pool_errors.ts";
import { importTasks, Pool, Queue } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { checkHeap } from "../support/check_heap.ts";
import { unwind } from "./fixtures/tasks.ts";

const tasks = importTasks<typeof import("./fixtures/tasks.ts")>(import.meta.resolve("./fixtures/tasks.ts"));

/** Takes all that is in a queue, and asserts that each list of n numbers n is whole. */
function drain(queue: Queue<unknown>): number {
  let count = 0;
  for (; !queue.empty(); count++) {
    const item = queue.getNowait() as number[];
    assert(item.every((number) => number === item.length), `A message is torn: ${item}`);
  }
  return count;
}

describe("Deaths and errors in the middle", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("a full JavaScript heap around queue and allocator calls leaves nothing torn", async () => {
    await using pool = new Pool({ processes: 1, maxHeap: 24 });
    using queue = new Queue<unknown>();
    using state = new SharedArray("i", 2, { lock: false });
    let usedBytes = 0;
    for (let round = 0; round < 6; round++) {
      state.fill(0);
      await assertRejects(() => pool.run(tasks.hoard, queue, state), WorkerLostError, "out of memory");
      const [put, got] = state.slice() as [number, number];
      assert(put > 100, `only ${put} were put`);
      // It may have died between a call and the count.
      const left = drain(queue);
      assert(left >= put - got - 1 && left <= put - got + 1, `${left} of ${put} - ${got} are left`);
      queue.putNowait([1]);
      assertEquals(queue.getNowait(), [1]);
      // The definition of the task stays.
      if (round === 0) usedBytes = checkHeap().usedBytes;
    }
    assertEquals(checkHeap().usedBytes, usedBytes);
  });

  it("a caught stack overflow around queue and allocator calls leaves nothing torn, in a worker and here", async () => {
    await using pool = new Pool(1);
    using queue = new Queue<unknown>();
    await pool.run(() => {});
    const before = checkHeap().usedBytes;
    for (const where of ["worker", "here"]) {
      for (let round = 0; round < 10; round++) {
        const counts = where === "here" ? unwind(queue, 500) : await pool.run(tasks.unwind, queue, 500);
        const { put, putFailed, got, getFailed, made } = counts as Record<string, number> & { put: number };
        assert(put > 50 && made! > 50, JSON.stringify(counts));
        // An overflow right after the core's call makes the put, or the get, throw although it is done.
        const left = queue.qsize();
        assert(
          left <= put + putFailed! - got! && left >= put - got! - getFailed!,
          `${left}: ${JSON.stringify(counts)}`,
        );
        while (!queue.empty()) {
          const [first, second, third] = queue.getNowait() as number[];
          assert(first === second && second === third);
        }
      }
    }
    assertEquals(await pool.run((n: number) => n, 5), 5);
    await pool.terminate();
    assert(
      checkHeap().usedBytes <= before + 16 * 1024,
      `${checkHeap().usedBytes} bytes are used, ${before} were`,
    );
  });

  it("a caught stack overflow around pool calls leaves the pool as it was", async () => {
    await using pool = new Pool(1);
    // What the runtime loads when it is first needed it cannot load so deep.
    assertEquals(await pool.run((list: number[]) => list.length, [1]), 1);
    const results: Promise<unknown>[] = [];
    let left = 500;
    const dive = (): void => {
      try {
        dive();
      } catch {
        // The stack is used up.
      }
      if (left === 0) return;
      try {
        results.push(pool.run((list: number[]) => list.length, [1, 2, 3]).catch((error) => error));
        left--;
      } catch {
        // Not even a promise could be made.
      }
    };
    dive();
    const outcomes = await Promise.all(results);
    assert(outcomes.filter((outcome) => outcome === 3).length > 100);
    assert(outcomes.every((outcome) => outcome === 3 || outcome instanceof Error));
    // More than there are cells: each of them can still be had.
    const more = await Promise.all(Array.from({ length: 5000 }, (_, n) => pool.run((n: number) => n, n)));
    assertEquals(more.length, 5000);
  });

  it("a kill during a native sort of a shared array keeps its memory from others until the sort has ended", async () => {
    await using pool = new Pool(1);
    const length = 4_000_000;
    const array = new SharedArray("d", length, { lock: false });
    const sort = (array: SharedArray<"d">) => {
      const { view } = array;
      for (let index = 0; index < view.length; index++) view[index] = Math.random();
      array.view[0] = -1; // filled
      view.sort();
      return "sorted";
    };
    const controller = new AbortController();
    const sorting = pool.apply(sort, [array], { signal: controller.signal });
    while (array.view[0] !== -1) await new Promise((resolve) => setTimeout(resolve, 1));
    const before = checkHeap();
    const [start, end] = [array.byteOffset, array.byteOffset + 8 * length];
    controller.abort();
    await assertRejects(() => sorting, DOMException);
    array[Symbol.dispose]();
    assert(checkHeap().usedBytes >= 8 * length, "its memory is free, and the sort goes on");
    using next = new SharedArray("d", length, { lock: false });
    assert(next.byteOffset >= end || next.byteOffset + 8 * length <= start, "its memory is used again");
    // The dead sort may go on writing for a while; nobody else's memory changes.
    next.fill(7);
    assertEquals(
      await pool.run((array: SharedArray<"d">) => array.view.every((value) => value === 7), next),
      true,
    );
    await pool.terminate();
    // The sort has ended, and with it its thread.
    const after = checkHeap();
    // One array as before, and the definitions of two functions.
    assert(after.usedBytes < before.usedBytes + 4096, `${after.usedBytes} bytes are used`);
    assertEquals(after.retiredBytes, before.retiredBytes);
  });

  it("what a dead worker has put into a queue outlives it", async () => {
    await using pool = new Pool(1);
    using queue = new Queue<unknown>();
    for (const code of [0, 1, 3]) {
      await assertRejects(
        () => pool.run(tasks.leaveBehind, queue, code),
        WorkerLostError,
        `exited with code ${code}`,
      );
      const { array, inner, lock } = queue.getNowait() as {
        array: SharedArray<"i">;
        inner: Queue<string>;
        lock: { acquireSync(): boolean };
      };
      assertEquals([array.slice(), inner.getNowait(), lock.acquireSync()], [
        [1, 2, 3],
        "from the dead",
        true,
      ]);
      array[0] = 5;
      assertEquals(await pool.run((array: SharedArray<"i">) => array.slice(), array), [5, 2, 3]);
      array[Symbol.dispose]();
      inner[Symbol.dispose]();
    }
  });
});
