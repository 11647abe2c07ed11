import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import type { RangeKernel, ReducerKernel, ScalarKernel, WholeKernel } from "../../engine/kernel/kernel.ts";
import { Pool } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { checkHeap } from "../support/check_heap.ts";
import { compiledKernels } from "../support/compiled_kernels.ts";

const $kernel = await compiledKernels(`import { ReadonlySlice, Slice } from "multicore";
export function total(xs: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  let sum: f64 = 0;
  for (let i = from; i < to; i++) sum += xs[i];
  return sum;
}
export function largest(xs: ReadonlySlice<f64>, from: i32, to: i32): f64 {
  let most = -f64.MAX_VALUE;
  for (let i = from; i < to; i++) most = max(most, xs[i]);
  return most;
}
export function largestAt(xs: ReadonlySlice<f64>, from: i32, to: i32): i32 {
  let best = from;
  for (let i = from; i < to; i++) if (xs[i] > xs[best]) best = i;
  return best;
}
export function betterAt(xs: ReadonlySlice<f64>, a: i32, b: i32): i32 { return xs[b] > xs[a] ? b : a; }
export function count(from: i32, to: i32): i64 { return to - from; }
export function hypot2(a: f64, b: f64): f64 { return Math.sqrt(a * a + b * b); }
export function add(px: Slice<u8>, by: ReadonlySlice<u8>, from: i32, to: i32): void {
  for (let i = from; i < to; i++) px[i] += by[i];
}
export function reverse(xs: Slice<f32>): i32 {
  for (let i = 0, j = xs.length - 1; i < j; i++, j--) { const x = xs[i]; xs[i] = xs[j]; xs[j] = x; }
  return xs.length;
}
export function wide(x: i64, by: i64): i64 { return x + by; }
export function round(x: f64): i32 { return <i32>nearest(x); }
export function trap(xs: Slice<f64>, from: i32, to: i32): f64 { unreachable(); return 0; }
`);
const total: ReducerKernel<["ReadonlySlice<f64>"], "f64"> = $kernel("total");
const largest: ReducerKernel<["ReadonlySlice<f64>"], "f64"> = $kernel("largest");
const largestAt: ReducerKernel<["ReadonlySlice<f64>"], "i32"> = $kernel("largestAt");
const betterAt: WholeKernel<["ReadonlySlice<f64>", "i32", "i32"], "i32"> = $kernel("betterAt");
const count: ReducerKernel<[], "i64"> = $kernel("count");
const hypot2: ScalarKernel<["f64", "f64"], "f64"> = $kernel("hypot2");
const add: RangeKernel<["Slice<u8>", "ReadonlySlice<u8>"]> = $kernel("add");
const reverse: WholeKernel<["Slice<f32>"], "i32"> = $kernel("reverse");
const wide: ScalarKernel<["i64", "i64"], "i64"> = $kernel("wide");
const round: ScalarKernel<["f64"], "i32"> = $kernel("round");
const trap: ReducerKernel<["Slice<f64>"], "f64"> = $kernel("trap");

const xs = Float64Array.from({ length: 100_003 }, (_, i) => Math.sin(i) * i);

describe("Pool with kernels over ranges", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  beforeAll(() => void (pool = new Pool(2)));
  afterAll(() => pool.terminate());

  it("reduce() combines the results of parts by name, by a kernel and by one that sees the arguments", async () => {
    using shared = new SharedArray("f64", xs);
    const most = Math.max(...xs);
    assertEquals(await pool.reduce(xs.length, largest, [shared], "max"), most);
    assertEquals(pool.reduceSync(xs.length, largest, [xs], "max"), most);
    assertEquals(await pool.reduce(xs.length, largestAt, [shared], betterAt), xs.indexOf(most));
    const length = await pool.reduce(4, total, [Float64Array.of(9, 0, 12, 20)], hypot2, { chunkSize: 1 });
    assertEquals(length, 25);
    assertEquals(await pool.reduce(3_000_000, count, [], "sum"), 3_000_000n);
    assertEquals(await pool.reduce(64, count, [], "product", { chunkSize: 2 }), 2n ** 32n);
    assertEquals(await pool.reduce(10, count, [], "min", { chunkSize: 4 }), 2n);
  });

  it("reduce() gives the same result on any number of workers, and what the kernel gives for an empty range", async () => {
    const one = new Pool(1);
    const sum = await pool.reduce(xs.length, total, [xs], "sum");
    for (let round = 0; round < 5; round++) {
      assertStrictEquals(await pool.reduce(xs.length, total, [xs], "sum"), sum);
    }
    assertStrictEquals(await one.reduce(xs.length, total, [xs], "sum"), sum);
    assertEquals(await pool.reduce(0, total, [xs], "sum"), 0);
    assertEquals(await pool.reduce(0, largest, [xs], "max"), -Number.MAX_VALUE);
    await one.terminate();
  });

  it("parallelFor() takes typed arrays, and copies back those that are not read-only", async () => {
    const pixels = Uint8Array.from({ length: 10_001 }, (_, i) => i);
    const by = pixels.map((x) => x % 7);
    const wanted = pixels.map((x, i) => x + by[i]!);
    const byBefore = by.slice();
    await pool.parallelFor(pixels.length, add, [pixels, by]);
    assertEquals([pixels, by], [wanted, byBefore]);
    pool.parallelForSync(pixels.length, add, [pixels, by]);
    assertEquals(pixels, wanted.map((x, i) => x + by[i]!));
    const both = Uint8Array.of(1, 2, 3);
    await pool.parallelFor(3, add, [both, both]);
    assertEquals(both, Uint8Array.of(2, 4, 6));
  });

  it("apply(), run() and a call on this thread take kernels of every kind", async () => {
    const list = Float32Array.of(1, 2, 3);
    assertEquals(await pool.apply(reverse, [list]), 3);
    assertEquals(list, Float32Array.of(3, 2, 1));
    assertEquals(reverse(list), 3);
    assertEquals(list, Float32Array.of(1, 2, 3));
    using shared = new SharedArray("f", [1, 2, 3, 4]);
    assertEquals(await pool.run(reverse, shared), 4);
    assertEquals(shared.slice(), [4, 3, 2, 1]);
    assertEquals(reverse(shared.view.subarray(1, 3) as unknown as Float32Array<ArrayBuffer>), 2);
    assertEquals(shared.slice(), [4, 2, 3, 1]);
    assertEquals([total(xs.subarray(0, 3), 1, 3), await pool.run(total, xs.subarray(0, 3), 1, 3)], [
      xs[1]! + xs[2]!,
      xs[1]! + xs[2]!,
    ]);
    assertEquals(pool.applySync(wide, [2n ** 40n, 1n]), 2n ** 40n + 1n);
  });

  it("map() gives containers of the result's type, and fills the one that it is given", async () => {
    assertEquals(await pool.map(round, [0.4, 1.6]), [0, 2]);
    assertEquals(await pool.map(round, Float64Array.of(0.4, -1.6)), Int32Array.of(0, -2));
    assertEquals(await pool.map(wide, [1n, -2n], { args: [10n] }), [11n, 8n]);
    assertEquals(
      await pool.starmap(wide, [BigInt64Array.of(1n), BigInt64Array.of(2n)]),
      BigInt64Array.of(3n),
    );
    const out = new Int32Array(3);
    assertStrictEquals(await pool.map(round, [1.2, 2.7], { out }), out);
    assertEquals(out, Int32Array.of(1, 3, 0));
    assertEquals(await pool.mapAsync(round, Float64Array.of(7.5)).get(), Int32Array.of(8));
  });

  it("refuses what does not fit, before anything runs", async () => {
    const loose = pool as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const ints = new Int32Array(4);
    await assertRejects(
      () => loose.reduce!(4, total, [ints], "sum"),
      TypeError,
      `Cannot call the kernel "total" as 'xs' must be a SharedArray of "f64" or a Float64Array: received a Int32Array`,
    );
    await assertRejects(
      () => loose.reduce!(4, total, [xs], "mean"),
      TypeError,
      `'combine' must be "sum", "product", "min", "max" or a kernel (f64, f64) => f64: received "mean"`,
    );
    await assertRejects(() => loose.reduce!(4, total, [xs], wide), TypeError, "(i64,i64) => i64");
    await assertRejects(
      () => loose.reduce!(4, add, [xs], "sum"),
      TypeError,
      "needs a reducer kernel: received add",
    );
    await assertRejects(() => loose.reduce!(4, total, xs, "sum"), TypeError, "must be an array");
    await assertRejects(
      () => loose.parallelFor!(4, add, [ints]),
      TypeError,
      "takes 4 arguments with its range: received 3",
    );
    await assertRejects(() => loose.map!(wide, [1n], { args: [1] }), TypeError, "'by' must be a bigint from");
    await assertRejects(() => loose.run!(wide, 2n ** 63n, 0n), TypeError, "received 9223372036854775808n");
    assertThrows(() => count(0.5, 1), TypeError, "'from' must be an integer from -2147483648 to 2147483647");
    assertThrows(() => count(0, 2 ** 31), TypeError, "received 2147483648");
    await assertRejects(
      () => pool.map(round, [1], { out: new Int32Array() }),
      RangeError,
      "'out' must have 1",
    );
  });

  it("lets go of what it lent when a call ends, is refused and fails", async () => {
    // The first use of a kernel leaves its definition behind.
    await assertRejects(() => pool.reduce(4, trap, [new Float64Array(1)], "sum"));
    await pool.apply(reverse, [new Float32Array(1)]);
    const before = checkHeap().usedBytes;
    await pool.reduce(xs.length, total, [xs], "sum");
    await assertRejects(() => pool.reduce(4, trap, [Float64Array.of(1, 2, 3, 4)], "sum"));
    await assertRejects(() => pool.reduce(4, total, [xs], "sum", { signal: AbortSignal.abort() }));
    await pool.parallelFor(3, add, [new Uint8Array(3), new Uint8Array(3)]);
    await assertRejects(() => pool.apply(reverse, [new Float32Array(9)], { signal: AbortSignal.abort() }));
    assert(reverse(new Float32Array(5)) === 5);
    assertEquals(checkHeap().usedBytes, before);
  });
});
