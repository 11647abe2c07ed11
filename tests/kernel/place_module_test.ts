import fc from "npm:fast-check@4.10.2";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { customSection } from "../../engine/wasm/module_reader.ts";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { placeModule, readRelocations, RELOCATIONS_SECTION } from "../../engine/wasm/place_module.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";

const TABLES = `
const primes: StaticArray<i32> = [2, 3, 5, 7, 11];
const names: string[] = ["one", "two", "three"];
const zeros = memory.data<f64>([${Array(32).fill("0.0")}]);
const half: (x: f64) => f64 = (x) => x / 2;
const halves: ((x: f64) => f64)[] = [half, (x) => x * x];
/** Uses a table, strings, a block of zeros, functions in a table, and objects. */
export function mixed(n: i32): f64 {
  let sum: f64 = halves[n & 1](<f64>primes[n % 5]) + load<f64>(zeros + ((n & 31) << 3));
  const seen = new Map<string, i32>();
  for (let i = 0; i < n; i++) seen.set(names[i % 3] + i.toString(), i);
  const keys = seen.keys().sort();
  for (let i = 0; i < keys.length; i++) sum += <f64>(seen.get(keys[i]) * keys[i].length) * Math.pow(<f64>i, 1.5);
  return sum;
}`;

/** The same in TypeScript. */
function mixed(n: number): number {
  const prime = [2, 3, 5, 7, 11][n % 5]!;
  let sum = n & 1 ? prime * prime : prime / 2;
  const seen = new Map<string, number>();
  for (let i = 0; i < n; i++) seen.set(["one", "two", "three"][i % 3]! + i, i);
  [...seen.keys()].sort().forEach((key, i) => sum += seen.get(key)! * key.length * i ** 1.5);
  return sum;
}

const { wasm } = await compileModule({ "k.ts": TABLES });
const { staticBytes } = readRelocations(customSection(wasm, RELOCATIONS_SECTION)!);
const CHUNK = 1 << 18;

/** A memory whose kernels get chunks from `start` on, the first one for the static data. */
function hostAt(memory: WebAssembly.Memory, start: number) {
  let next = start;
  return {
    memory: () => memory,
    arenaMore: (bytes: number) => {
      const address = next;
      next += (bytes + 15) & ~15;
      return next <= start + CHUNK ? address : 0;
    },
  };
}

function instanceAt(memory: WebAssembly.Memory, start: number): KernelInstance {
  const host = hostAt(memory, start);
  return new KernelInstance(new WebAssembly.Module(placeModule(wasm, host)), host);
}

function assertWorks(instance: KernelInstance): void {
  for (const n of [0, 1, 7, 40]) {
    const value = instance.call("mixed", [n]) as number;
    assert(Math.abs(value - mixed(n)) <= 1e-9 * mixed(n), `mixed(${n}) is ${value}, not ${mixed(n)}`);
  }
}

/** Reserved, not committed: pages that nobody touches cost nothing. */
const huge = new WebAssembly.Memory({ initial: 65536, maximum: 65536, shared: true });

describe("placeModule()", () => {
  it("gives right results at any address, above 2 GiB too, and writes nothing outside of its blocks", () => {
    const bytes = new Uint8Array(huge.buffer);
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 65536 * 4096 - CHUNK / 16 - 64 }), (sixteenths) => {
        const start = sixteenths * 16;
        const around = [start - 64, start + CHUNK].map((at) => bytes.subarray(at, at + 64).fill(0xa5));
        assertWorks(instanceAt(huge, start));
        for (const part of around) assertEquals(new Set(part), new Set([0xa5]));
        bytes.fill(0, start - 64, start + CHUNK + 64);
      }),
      {
        numRuns: 40,
        examples: [[64], [2 ** 27 - 8], [2 ** 27 - 1], [2 ** 27], [65536 * 4096 - CHUNK / 16 - 64]],
      },
    );
  });

  it("fills all of the static data, whatever was there", () => {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
    const bytes = new Uint8Array(memory.buffer).fill(0xff);
    assertWorks(instanceAt(memory, 65536));
    assertEquals(bytes[65536 + staticBytes - 1], 0);
  });

  it("keeps two modules in one memory apart, which as they were built collide", async () => {
    const other = await compileModule({
      "k.ts":
        "const big: StaticArray<i32> = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]; export function big_(i: i32): i32 { return big[i]; }",
    });
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
    const first = instanceAt(memory, CHUNK);
    const second = new KernelInstance(
      new WebAssembly.Module(placeModule(other.wasm, hostAt(memory, 2 * CHUNK))),
      hostAt(memory, 2 * CHUNK + 65536),
    );
    assertWorks(first);
    assertEquals(Array.from({ length: 10 }, (_, i) => second.call("big_", [i])), [
      9,
      8,
      7,
      6,
      5,
      4,
      3,
      2,
      1,
      0,
    ]);
    assertWorks(first);

    const raw = [wasm, other.wasm].map((wasm) =>
      new KernelInstance(new WebAssembly.Module(wasm), hostAt(memory, CHUNK))
    );
    assertThrows(() => assertWorks(raw[0]!));
  });

  it("serves a memory that is not shared: two modules, the same results", () => {
    const memory = new WebAssembly.Memory({ initial: 64, maximum: 64 });
    const first = instanceAt(memory, CHUNK);
    const second = instanceAt(memory, 2 * CHUNK);
    assertWorks(first);
    assertWorks(second);
    assertWorks(first);
    assertThrows(
      () => new KernelInstance(new WebAssembly.Module(wasm), hostAt(memory, CHUNK)),
      KernelError,
      "shared state",
    );
  });

  it("leaves a module that is placed where it is", () => {
    const placed = placeModule(wasm, hostAt(huge, CHUNK));
    assertEquals(placeModule(placed, hostAt(huge, 2 * CHUNK)), placed);
  });

  it("says so if there is no room for the static data", () => {
    const host = { memory: () => huge, arenaMore: () => 0 };
    assertThrows(
      () => placeModule(wasm, host),
      KernelError,
      `no memory left for ${staticBytes} bytes of static data`,
    );
  });
});
