/** Pools on the inline backend. `everywhere_test.ts` runs these again where there are no threads. */
import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { axpy, power, square } from "../../kernels/math.ts";
import { sum } from "../../kernels/reduce.ts";
import { importTasks, Pool, type Progress, SharedArray, TransferError } from "../../mod.ts";
import { addSecret } from "./fixtures/tasks.ts";

const backend = "inline";
const tasks = importTasks<typeof import("./fixtures/tasks.ts")>(import.meta.resolve("./fixtures/tasks.ts"));
const double = (n: number) => 2 * n;
const later = async (n: number) => (await new Promise((resolve) => setTimeout(resolve, n % 3)), 2 * n);
const add = (a: number, b: number) => a + b;
const numbers = Array.from({ length: 50 }, (_, i) => i);
const doubled = numbers.map(double);

describe("Pool on the inline backend", () => {
  it("runs functions, synchronous and asynchronous ones, in each form of a call", async () => {
    await using pool = new Pool({ processes: 3, backend });
    assertEquals(await pool.run(add, 1, 2), 3);
    assertEquals(await pool.apply(add, [1, 2]), 3);
    assertEquals(await pool.apply(later, [4]), 8);
    assertEquals(pool.applySync(add, [1, 2]), 3);
    const result = pool.applyAsync(later, [5]);
    assertEquals(result.ready(), false);
    assertEquals([await result.get(1000), result.ready(), result.successful()], [10, true, true]);
    assertEquals(await pool.map(double, numbers), doubled);
    assertEquals(await pool.map(later, numbers), doubled);
    assertEquals(await pool.map(later, numbers, { chunkSize: 7 }), doubled);
    assertEquals(pool.mapSync(double, numbers), doubled);
    assertEquals(await pool.mapAsync(double, numbers).get(), doubled);
    assertEquals(await pool.starmap(add, [[1, 2], [3, 4]]), [3, 7]);
    assertEquals(await pool.starmapAsync(add, [[1, 2], [3, 4]]), [3, 7]);
    assertEquals(await Array.fromAsync(pool.imap(later, numbers)), doubled);
    const unordered = await Array.fromAsync(pool.imapUnordered(later, numbers, { chunkSize: 2 }));
    assertEquals(unordered.sort((a, b) => a - b), doubled);
    assertEquals(pool.processes, 3);
  });

  it("runs references to a module's exports, and registered functions, which see their module", async () => {
    await using pool = new Pool({ processes: 2, backend });
    assertEquals(await pool.map(tasks.cube, [1, 2, 3]), [1, 8, 27]);
    assertEquals(await pool.map(addSecret, [1, 2, 3]), [8, 9, 10]);
    const factor = 10;
    assertEquals(await pool.map((n: number) => n * factor, [1, 2]), [10, 20], "a closure is called as it is");
  });

  it("runs as many asynchronous tasks at once as it has workers", async () => {
    await using pool = new Pool({ processes: 3, backend });
    using counts = new SharedArray("i", 2);
    await pool.map(
      async (counts: SharedArray<"i">) => {
        counts[0]!++;
        counts[1] = Math.max(counts[0]!, counts[1]!);
        await new Promise((resolve) => setTimeout(resolve, 1));
        counts[0]!--;
      },
      Array.from({ length: 12 }, () => counts),
      { chunkSize: 1 },
    );
    assertEquals([...counts], [0, 3]);
  });

  it("does not run a task before the call has returned, and tells of progress", async () => {
    await using pool = new Pool({ processes: 2, backend });
    using ran = new SharedArray("i", 1);
    const running = pool.run((ran: SharedArray<"i">) => void ran[0]!++, ran);
    assertEquals(ran[0], 0);
    await running;
    assertEquals(ran[0], 1);

    const seen: Progress[] = [];
    await pool.map(double, [1, 2, 3, 4], {
      chunkSize: 2,
      onProgress: (progress) => void seen.push(progress),
    });
    assertEquals(seen, [{ done: 2, total: 4 }, { done: 4, total: 4 }]);
    const told: unknown[] = [];
    await pool.applyAsync(add, [1, 1], { callback: (value) => void told.push(value) });
    await pool.applyAsync(
      () => {
        throw new RangeError("no");
      },
      [],
      { errorCallback: (error) => void told.push((error as Error).message) },
    ).wait();
    assertEquals(told, [2, "no"]);
  });

  it("reads no more input than bufferSize allows, and ends it when the map is left", async () => {
    await using pool = new Pool({ processes: 2, backend });
    let taken = 0, ended = false;
    function* source() {
      try {
        while (true) yield taken++;
      } finally {
        ended = true;
      }
    }
    const results = pool.imap(double, source(), { bufferSize: 3 });
    assertEquals((await results.next()).value, 0);
    assertEquals((await results.next()).value, 2);
    assert(taken <= 5, `${taken} items were taken`);
    await results.return();
    assert(ended);
  });

  it("tries all items, and rejects with the error of the first in order, its class, fields and cause kept", async () => {
    await using pool = new Pool({ processes: 2, backend });
    using tried = new SharedArray("i", 1);
    const fail = async ([n, tried]: [number, SharedArray<"i">]) => {
      tried[0]!++;
      await new Promise((resolve) => setTimeout(resolve, 4 - n));
      if (n > 1) throw Object.assign(new RangeError(`item ${n}`, { cause: { n } }), { code: n });
      return n;
    };
    const items = [0, 1, 2, 3].map((n): [number, SharedArray<"i">] => [n, tried]);
    const error = await assertRejects(() => pool.map(fail, items, { chunkSize: 1 }), RangeError, "item 2");
    assertEquals([error.cause, (error as { code?: number }).code, tried[0]], [{ n: 2 }, 2, 4]);
    assert(error.stack!.includes("pool_test.ts"), error.stack);
    const thrown = assertThrows(() =>
      pool.applySync(() => {
        throw new TypeError("at once");
      }), TypeError);
    assertEquals(thrown.message, "at once");
  });

  it("copies arguments, results and errors, as if they were sent", async () => {
    await using pool = new Pool({ processes: 1, backend });
    const list = [1, 2];
    const change = (list: number[]) => (list.push(9), list);
    const running = pool.run(change, list);
    list.push(3);
    const result = await running;
    assertEquals([list, result], [[1, 2, 3], [1, 2, 9]], "as it was at the call, and untouched by the task");
    result.push(5);
    assertEquals(await pool.map(change, [list, list], { chunkSize: 1 }), [[1, 2, 3, 9], [1, 2, 3, 9]]);
    assertEquals(list, [1, 2, 3]);

    const bytes = new Uint8Array([1, 2]);
    const back = await pool.run((bytes: Uint8Array) => bytes, bytes);
    assert(back !== bytes && back.buffer !== bytes.buffer);
    const cyclic: { self?: unknown; map: Map<unknown, unknown> } = { map: new Map([[1, new Date(0)]]) };
    cyclic.self = cyclic;
    const copy = await pool.run((value: typeof cyclic) => value, cyclic);
    assertStrictEquals(copy.self, copy);
    assertEquals(copy.map, cyclic.map);

    const cause = { deep: [1] };
    const error = await assertRejects(() =>
      pool.run((cause: { deep: number[] }) => {
        throw new Error("own", { cause });
      }, cause), Error);
    assert(error.cause !== cause);
    assertEquals(error.cause, cause);
  });

  it("refuses what cannot be sent, at the call or as the result", async () => {
    await using pool = new Pool({ processes: 1, backend });
    await assertRejects(() => pool.run((fn: unknown) => fn, () => 1), TransferError, "args[0]");
    await assertRejects(() => pool.map((value: unknown) => value, [1, Symbol("s")]), TransferError);
    await assertRejects(() => pool.run(() => () => 1), TransferError);
    await assertRejects(() => pool.run(() => pool), TransferError);
    await assertRejects(() => pool.run(1 as never), TypeError, "Cannot send a task as it must be a function");
    assertEquals(await pool.run(add, 1, 2), 3, "and goes on");
  });

  it("runs kernels over lists, typed arrays and shared arrays, over ranges and as reductions", async () => {
    await using pool = new Pool({ processes: 3, backend });
    assertEquals(await pool.map(square, [1, 2, 3]), [1, 4, 9]);
    const typed = new Float64Array([1, 2, 3]);
    assertEquals(await pool.map(power, typed, { args: [3] }), new Float64Array([1, 8, 27]));
    assertEquals(typed, new Float64Array([1, 2, 3]));
    assertEquals(pool.mapSync(square, typed), new Float64Array([1, 4, 9]));
    using xs = new SharedArray("f64", Array.from({ length: 5000 }, (_, i) => i));
    using ys = new SharedArray("f64", 5000);
    assertStrictEquals(await pool.map(square, xs, { out: ys }), ys);
    assertEquals(ys[4999], 4999 ** 2);
    ys.fill(1);
    await pool.parallelFor(xs.length, axpy, [2, xs, ys]);
    assertEquals([ys[0], ys[4999]], [1, 9999]);
    pool.parallelForSync(xs.length, axpy, [-2, xs, ys]);
    assertEquals(await pool.reduce(ys.length, sum, [ys], "sum"), 5000);
    assertEquals(pool.reduceSync(xs.length, sum, [xs], "sum"), 4999 * 2500);
    assertEquals(await pool.run(square, 3), 9);
    await assertRejects(() => pool.map(square, new Int32Array(1) as never), TypeError, "Int32Array");
    assertEquals(await pool.map(square, [4]), [16]);
  });
});
