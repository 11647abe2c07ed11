/** What the compiler must infer, and refuse. The types are the test; the bodies make sure that it is no mere claim. */
import { assertEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import type { AsyncResult } from "../../engine/pool/async_result.ts";
import { Executor, Pool } from "../../mod.ts";
import type { Future } from "../../engine/pool/future.ts";
import type { ResultIterator } from "../../engine/pool/result_iterator.ts";
import { waitFutures } from "../../engine/pool/wait_futures.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { power, square } from "../../kernels/math.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only if `Actual` is exactly what is named as the first type argument. */
function isType<Expected>(): <Actual>(value: Actual, isExact: Equal<Actual, Expected>) => Actual {
  return (value) => value;
}

describe("Pool's types", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool(1)));
  afterAll(() => pool.terminate());

  const size = (text: string) => text.length;
  const later = (n: number) => Promise.resolve([n]);

  it("run(), apply() and applySync() infer the arguments and the result from the function", async () => {
    assertEquals(await isType<Promise<number>>()(pool.run(size, "abc"), true), 3);
    assertEquals(await isType<Promise<number[]>>()(pool.run(later, 1), true), [1]);
    assertEquals(await isType<Promise<number[]>>()(pool.apply(later, [2]), true), [2]);
    assertEquals(isType<number>()(pool.applySync(size, ["ab"]), true), 2);
    assertEquals(await isType<AsyncResult<number[]>>()(pool.applyAsync(later, [3]), true).get(), [3]);
    // @ts-expect-error: the parameter is a string
    await pool.run((text: string) => `${text}`, 5);
    // @ts-expect-error: an argument is missing
    await pool.run((text: string) => `${text}`);
    // @ts-expect-error: there is one too many
    await pool.run((text: string) => `${text}`, "a", 1);
  });

  it("map() and its kin infer the items and the results", async () => {
    assertEquals(await isType<Promise<number[]>>()(pool.map(size, ["a", "bc"]), true), [1, 2]);
    assertEquals(await isType<Promise<number[][]>>()(pool.map(later, new Set([1])), true), [[1]]);
    assertEquals(isType<number[]>()(pool.mapSync(size, ["a"]), true), [1]);
    assertEquals(await isType<AsyncResult<number[]>>()(pool.mapAsync(size, ["a"]), true).get(), [1]);
    assertEquals(await Array.fromAsync(isType<ResultIterator<number[]>>()(pool.imap(later, [1]), true)), [[
      1,
    ]]);
    assertEquals(
      await Array.fromAsync(isType<ResultIterator<number>>()(pool.imapUnordered(size, ["a"]), true)),
      [
        1,
      ],
    );
    // @ts-expect-error: the items are numbers
    await pool.map((text: string) => `${text}`, [1, 2]);
    // @ts-expect-error: it has no such option
    await pool.map(size, ["a"], { chunksize: 1 }).catch(() => {});
  });

  it("an executor's submit(), apply() and map() infer what they take and give", async () => {
    await using executor = new Executor(1);
    const repeat = (text: string, count: number) => text.repeat(count);
    assertEquals(await isType<Future<number[]>>()(executor.submit(later, 1), true), [1]);
    assertEquals(await isType<Future<string>>()(executor.apply(repeat, ["a", 2]), true), "aa");
    const results = isType<AsyncIterableIterator<string>>()(executor.map(repeat, ["a"], [2]), true);
    assertEquals(await Array.fromAsync(results), ["aa"]);
    const { done } = await waitFutures([executor.submit(size, "a"), executor.submit(later, 1)]);
    assertEquals(isType<Set<Future<number> | Future<number[]>>>()(done, true).size, 2);
    executor.map(size, ["a"], { chunkSize: 1 });
    // @ts-expect-error: the second is a number
    void executor.submit(repeat, "a", "b").catch(() => {});
    // @ts-expect-error: an iterable is missing
    executor.map(repeat, ["a"]);
    // @ts-expect-error: it has no such option
    assertThrows(() => executor.map(size, ["a"], { chunksize: 1 }), TypeError);
  });

  it("starmap() infers tuples", async () => {
    const repeat = (text: string, count: number) => text.repeat(count);
    assertEquals(await isType<Promise<string[]>>()(pool.starmap(repeat, [["a", 2]]), true), ["aa"]);
    // @ts-expect-error: the second of each pair is a number
    await pool.starmap((text: string, count: number) => `${text}${count}`, [["a", "b"]]);
  });

  it("a map of a kernel gives back the container that it was given", async () => {
    assertEquals(await isType<Promise<number[]>>()(pool.map(square, [2]), true), [4]);
    const typed = isType<Promise<Float64Array<ArrayBuffer>>>()(
      pool.map(square, new Float64Array([3])),
      true,
    );
    assertEquals(await typed, new Float64Array([9]));
    using shared = new SharedArray("d", [4]);
    using squares = await isType<Promise<SharedArray<"f64">>>()(pool.map(square, shared), true);
    assertEquals(squares.slice(), [16]);
    assertEquals(isType<number[]>()(pool.mapSync(square, [5]), true), [25]);
    assertEquals(await isType<Promise<number>>()(pool.run(power, 2, 3), true), 8);
    // @ts-expect-error: a kernel takes numbers
    await pool.map(square, ["a"]).catch(() => {});
  });

  it("close() and its kin return what they say", async () => {
    const other = new Pool({ processes: 1 });
    isType<Promise<void>>()(other.terminate(), true);
    isType<Promise<void>>()(other.join(), true);
    isType<void>()(other.close(), true);
    await other.join();
  });
});
