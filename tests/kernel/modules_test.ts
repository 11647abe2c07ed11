/** Modules that were built apart, all in one pool. */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { compileModule } from "../../kernels/compiler/compile_module.ts";
import { power } from "../../kernels/math.ts";
import { Handle } from "../../engine/memory/handle.ts";
import { thread } from "../../engine/memory/thread.ts";
import {
  defineKernelsOf,
  importTasks,
  Pool,
  type RangeKernel,
  type ScalarKernel,
  SharedArray,
} from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { Random, withSeed } from "../support/random.ts";
import { romanReference } from "./roman_reference.ts";
import { stressReference } from "./stress_reference.ts";

interface StressKernels {
  readonly stress: ScalarKernel<[seed: "i32"], "f64">;
}
interface RomanKernels {
  readonly roman: ScalarKernel<[n: "i32"], "i32">;
  readonly romans: RangeKernel<[out: "Slice<i32>"]>;
  readonly busy: ScalarKernel<[rounds: "i32"], "i32">;
  readonly tableAddress: ScalarKernel<[n: "i32"], "u32">;
  readonly objectAddress: ScalarKernel<[n: "i32"], "u32">;
}

/** The kernels of a source. With `more` in it, it is another module, which is placed anew. */
async function load<Kernels>(file: string, more = ""): Promise<Kernels> {
  const source = await Deno.readTextFile(new URL(file, import.meta.url)) + more;
  const { wasm } = await compileModule({ [file]: source });
  return defineKernelsOf(wasm) as unknown as Kernels;
}

const { stress } = await load<StressKernels>("stress.as.ts");
const { roman, romans, busy } = await load<RomanKernels>("roman.as.ts");
const { cubeSum } = importTasks<typeof import("./fixtures/direct_tasks.ts")>(
  import.meta.resolve("./fixtures/direct_tasks.ts"),
);

const WORKERS = 4;
const TASKS = 1000;
const MAX_AT_ONCE = 32;

/** Runs one task of a random kind. Returns what differs from the reference. */
async function runOne(pool: Pool, random: Random): Promise<unknown[]> {
  const n = random.below(4000);
  const compare = (what: string, results: ArrayLike<number>, wanted: number[]) =>
    wanted.flatMap((value, i) => Object.is(results[i], value) ? [] : [[what, n, i, results[i], value]]);
  switch (random.below(6)) {
    case 0:
      return compare("stress", [await pool.apply(stress, [n])], [stressReference(n)]);
    case 1:
      return compare("roman", [await pool.apply(roman, [n])], [romanReference(n)]);
    case 2: {
      const seeds = Int32Array.of(n, n + 1);
      return compare("map of stress", await pool.map(stress, seeds), [...seeds].map(stressReference));
    }
    case 3: {
      const numbers = Float64Array.from({ length: 1 + n % 50 }, (_, i) => i);
      return compare("power", await pool.map(power, numbers, { args: [2] }), [...numbers].map((x) => x * x));
    }
    case 4: {
      using out = new SharedArray("i", 300, { lock: false });
      await pool.parallelFor(out.length, romans, [out]);
      return compare("romans", out.slice(), Array.from({ length: 300 }, (_, i) => romanReference(i)));
    }
    default: {
      const numbers = [n, n + 1, n + 2];
      const wanted = numbers.reduce((sum, x) => sum + x ** 3, 0);
      return compare("direct calls", [await pool.apply(cubeSum, [numbers])], [wanted]);
    }
  }
}

/** Runs many, some at once. */
async function runMany(pool: Pool, tasks: number, random: Random): Promise<unknown[]> {
  const mismatches: unknown[] = [];
  let left = tasks;
  const run = async () => {
    while (left-- > 0) mismatches.push(...await runOne(pool, random));
  };
  await Promise.all(Array.from({ length: MAX_AT_ONCE }, run));
  return mismatches;
}

describe("Several kernel modules in one pool", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("give right results under load, and the memory back", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      await using first = new Pool(WORKERS);
      assertEquals(await runMany(first, 50, random), []);
      await first.terminate();
      const before = checkHeap();
      await using pool = new Pool(WORKERS);
      assertEquals(await runMany(pool, TASKS, random), []);
      await pool.terminate();
      const after = checkHeap();
      assertEquals(after.usedBytes, before.usedBytes);
    }));

  it("give right results while workers are killed inside kernels", () =>
    withSeed(async (seed) => {
      const random = new Random(seed);
      await using first = new Pool(WORKERS);
      await runMany(first, 50, random);
      await first.apply(busy, [1]);
      await first.terminate();
      const before = checkHeap();
      await using pool = new Pool(WORKERS);
      let kills = 0;
      const keepKilling = async () => {
        for (let round = 0; round < 8; round++) {
          const controller = new AbortController();
          const killed = pool.map(busy, Int32Array.of(2 ** 30), { signal: controller.signal });
          const timer = setTimeout(() => controller.abort(), random.below(80));
          assertInstanceOf(await killed.catch((error) => error), DOMException);
          clearTimeout(timer);
          kills++;
        }
      };
      const [mismatches] = await Promise.all([runMany(pool, TASKS / 2, random), keepKilling()]);
      assertEquals([mismatches, kills], [[], 8]);
      await pool.terminate();
      const after = checkHeap();
      assertEquals(after.usedBytes, before.usedBytes);
      assertEquals(after.retiredBytes, before.retiredBytes);
    }));
});

const isSmall = thread().bytes.length <= 2 ** 31;

describe(
  "Kernel modules above 2 GiB",
  { sanitizeOps: false, sanitizeResources: false, ignore: isSmall },
  () => {
    it("find their tables, strings and objects there", async () => {
      using _ = fillBelow(2 ** 31);
      const more = "export function high(n: i32): i32 { return n; }";
      const high = await load<RomanKernels>("roman.as.ts", more);
      const { stress } = await load<StressKernels>("stress.as.ts", more);
      await using pool = new Pool(2);
      for (let n = 1; n < 100; n++) {
        assertEquals(await pool.apply(high.roman, [n]), romanReference(n));
        assertEquals(await pool.apply(stress, [n]), stressReference(n));
      }
      using out = new SharedArray("i", 4000, { lock: false });
      await pool.parallelFor(out.length, high.romans, [out]);
      assertEquals([...out.slice()], Array.from({ length: 4000 }, (_, i) => romanReference(i)));
      for (const where of [high.tableAddress, high.objectAddress]) {
        assert(await pool.apply(where, [4]) >= 2 ** 31, `it is at ${await pool.apply(where, [4])}`);
      }
      assertEquals([high.roman(1999), stress(7)], [romanReference(1999), stressReference(7)]);
    });
  },
);

/** Takes all of the memory below an address, touching none of it. */
function fillBelow(address: number): Disposable {
  const blocks = new DisposableStack();
  for (let bytes = 2 ** 30; bytes >= 16; bytes /= 2) {
    while (true) {
      const block = Handle.block(bytes, "a filler");
      if (block.address < address) blocks.use(block);
      else {
        block[Symbol.dispose]();
        break;
      }
    }
  }
  return blocks;
}
