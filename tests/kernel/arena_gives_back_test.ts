import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import type { RangeKernel, ReducerKernel, ScalarKernel, WholeKernel } from "../../engine/kernel/kernel.ts";
import { Pool, SharedArray, TimeoutError } from "../../mod.ts";
import { compiledKernels } from "../support/compiled_kernels.ts";
import { checkHeap } from "../support/check_heap.ts";
import { engineCounts } from "../support/engine_counts.ts";

const $kernel = await compiledKernels(`import { Slice } from "multicore";
const kept = new Map<i32, string>();
for (let i = 0; i < 3000; i++) kept.set(i, i.toString());

export function join(out: Slice<i32>, parts: i32): void {
  let text = "";
  for (let i = 0; i < parts; i++) text += i.toString() + ",";
  out[0] = text.length;
  if (parts < 0) while (true) out[0] = parts;
}
export function fill(out: Slice<i32>, parts: i32, from: i32, to: i32): void {
  for (let i = from; i < to; i++) {
    const numbers = new Array<i32>(parts);
    numbers.fill(i);
    out[i] = numbers[parts - 1];
  }
}
export function count(parts: i32, from: i32, to: i32): i64 {
  let sum: i64 = 0;
  for (let i = from; i < to; i++) sum += new Uint8Array(parts).length;
  return sum;
}
export function lookUp(x: f64): f64 {
  const bytes = new Uint8Array(1 << 20);
  bytes[<i32> x] = 1;
  return F64.parseFloat(kept.get(<i32> x)) + bytes[0];
}
export function fail(parts: i32): i32 { new StaticArray<u8>(parts); throw new Error("after all"); }
`);
const join: WholeKernel<["Slice<i32>", "i32"], "void"> = $kernel("join");
const fill: RangeKernel<["Slice<i32>", "i32"]> = $kernel("fill");
const count: ReducerKernel<["i32"], "i64"> = $kernel("count");
const lookUp: ScalarKernel<["f64"], "f64"> = $kernel("lookUp");
const fail: WholeKernel<["i32"], "i32"> = $kernel("fail");

/** What an instance may keep: its arena's remainder. */
const REMAINDER = 4 * 65536;
const MANY = 2000;

describe("a kernel's arena", { sanitizeOps: false, sanitizeResources: false }, () => {
  let pool: Pool;
  let out: SharedArray<"i32">;
  beforeAll(async () => {
    pool = new Pool(1);
    out = new SharedArray("i32", 8);
    // Each thread has its instance, with what it made at the start.
    lookUp(1);
    await pool.run(lookUp, 1);
  });
  afterAll(async () => {
    out[Symbol.dispose]();
    await pool.terminate();
  });

  /** Runs a call, and gives how many bytes more are used after it, and holds. */
  async function growth(call: () => unknown): Promise<readonly [bytes: number, holds: number]> {
    const before = engineCounts();
    await call();
    const after = engineCounts();
    checkHeap();
    return [after.usedBytes - before.usedBytes, after.holds - before.holds];
  }

  it("gives back what a call took beyond a small remainder, here and in workers, in calls and in jobs", async () => {
    const calls: [string, () => unknown][] = [
      ["a direct call", () => join(out, MANY)],
      ["a call on a pool", () => pool.run(join, out, MANY)],
      ["a loop", () => pool.parallelFor(8, fill, [out, 1 << 20])],
      ["a reduction", () => pool.reduce(8, count, [1 << 22], "sum")],
      ["a map", () => pool.map(lookUp, [1, 2, 3])],
      ["a call that fails", () => assertThrows(() => fail(1 << 25), KernelError, "after all")],
      [
        "one that fails on a pool",
        () => assertRejects(() => pool.run(fail, 1 << 25), KernelError, "after all"),
      ],
      ["one that finds no memory", () => assertThrows(() => fail(0x3fffffff), KernelError)],
    ];
    for (const [what, call] of calls) {
      await call();
      assert((await growth(call))[0] <= 0, `${what} used more the second time`);
      const [bytes, holds] = await growth(async () => {
        for (let round = 0; round < 20; round++) await call();
      });
      assert(bytes <= REMAINDER && holds <= 4, `${what} kept ${bytes} bytes and ${holds} holds`);
    }
    join(out, MANY);
    assertEquals(out.at(0), Array.from({ length: MANY }, (_, i) => `${i},`).join("").length);
  });

  it("keeps what was made when the module started", async () => {
    for (const x of [0, 1500, 2999]) {
      assertEquals(lookUp(x), x === 0 ? 1 : x);
      assertEquals(await pool.run(lookUp, x), x === 0 ? 1 : x);
    }
  });

  it("lets a later timeout retire no more than the remainder", async () => {
    await pool.run(join, out, MANY);
    const before = checkHeap().retiredBytes;
    await assertRejects(() => pool.apply(join, [out, -1], { timeout: 50 }), TimeoutError);
    await pool.run(lookUp, 1);
    const retired = checkHeap().retiredBytes - before;
    // What the kernel made at its start is retired, too, and the array that it wrote is still held.
    assert(retired <= 4 * REMAINDER, `received ${retired} bytes`);
  });
});
