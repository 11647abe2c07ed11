import { assert, assertEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { kernelInfo } from "../../engine/kernel/kernel.ts";
import { kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { square } from "../../kernels/math.ts";
import { KernelMemory } from "./kernel_memory.ts";

const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e308, -1e308, 5e-324, Infinity, -Infinity, NaN];

let memory: KernelMemory;
let library: KernelInstance;
beforeAll(() => {
  memory = new KernelMemory();
  library = new KernelInstance(kernelRegistry.module(kernelInfo(square)!.module), memory);
});

const scalar = (name: string, ...args: number[]) => library.call(name, args) as number;

describe("square, cube", () => {
  it("equal the products, to the bit", () => {
    fc.assert(fc.property(fc.double(), (x) => {
      assert(Object.is(scalar("square", x), x * x));
      assert(Object.is(scalar("cube", x), x * x * x));
    }));
    for (const x of SPECIAL) assert(Object.is(scalar("cube", x), x * x * x), `cube(${x})`);
  });

  it("map arrays of special values and odd lengths as they do numbers", () => {
    for (let length = 0; length <= SPECIAL.length; length++) {
      const src = memory.array("f64", SPECIAL.slice(0, length), length % 2);
      const dst = memory.array("f64", new Float64Array(length));
      library.mapChunk("cube", src.byteOffset, dst.byteOffset, 0, length);
      assertEquals([...dst.view], SPECIAL.slice(0, length).map((x) => x * x * x));
    }
  });
});

describe("power", () => {
  it("equals Math.pow for special values", () => {
    for (const x of SPECIAL) {
      for (const n of SPECIAL) {
        const [got, wanted] = [scalar("power", x, n), Math.pow(x, n)];
        assert(Object.is(got, wanted) || near(got, wanted), `${x} ** ${n}: ${got}, not ${wanted}`);
      }
    }
  });

  it("is within two units in the last place of Math.pow", () => {
    const base = fc.double({ noNaN: true });
    fc.assert(fc.property(base, fc.double({ min: -50, max: 50, noNaN: true }), (x, n) => {
      const [got, wanted] = [scalar("power", x, n), Math.pow(x, n)];
      assert(near(got, wanted), `${x} ** ${n}: ${got}, not ${wanted}`);
    }));
  });

  it("maps with a constant exponent, and zips", () => {
    const x = memory.array("f64", [1, 2, 3, 4, 5]);
    const n = memory.array("f64", [5, 4, 3, 2, 1]);
    const dst = memory.array("f64", new Float64Array(5));
    library.mapChunk("power", x.byteOffset, dst.byteOffset, 0, 5, [3]);
    assertEquals([...dst.view], [1, 8, 27, 64, 125]);
    library.zipChunk("power", [x.byteOffset, n.byteOffset], dst.byteOffset, 0, 5);
    assertEquals([...dst.view], [1, 16, 27, 16, 5]);
  });
});

/** Both the kernel and V8 may be one unit off; below the normal numbers a unit is 5e-324. */
function near(a: number, b: number): boolean {
  if (Object.is(a, b)) return true;
  return Math.abs(a - b) <= 2 * Number.EPSILON * Math.abs(b) || Math.abs(a - b) <= 1e-323;
}
