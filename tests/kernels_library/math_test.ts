import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { square } from "../../kernels/math.ts";
import {
  cuts,
  f32,
  LibraryKernels,
  misalign,
  numbers,
  SPECIAL,
  within,
  withinF32,
} from "./library_kernels.ts";

const library = new LibraryKernels(square);
const scalar = (name: string, ...args: number[]) => library.number(name, ...args);
const sigmoid = (x: number) => x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));

const EXACT: Record<string, (x: number) => number> = {
  square: (x) => x * x,
  cube: (x) => x * x * x,
  sqrt: Math.sqrt,
  abs: Math.abs,
};

const F32_EXACT: Record<string, (x: number) => number> = { sqrtF32: Math.sqrt };

/** Within so many units of V8's functions, which may be one off themselves. */
const CLOSE: Record<string, [units: number, fn: (x: number) => number]> = {
  exp: [2, Math.exp],
  log: [2, Math.log],
  sin: [2, Math.sin],
  cos: [2, Math.cos],
  tanh: [3, Math.tanh],
  sigmoid: [4, sigmoid],
};

const F32_CLOSE: Record<string, [units: number, fn: (x: number) => number]> = {
  expF32: [1, Math.exp],
  logF32: [1, Math.log],
  sinF32: [1, Math.sin],
  cosF32: [1, Math.cos],
  sigmoidF32: [3, sigmoid],
};

describe("square, cube, sqrt, abs", () => {
  it("equal the formulas, to the bit", () => {
    for (const [name, fn] of Object.entries(EXACT)) {
      const same = (x: number) => assert(Object.is(scalar(name, x), fn(x)), `${name}(${x})`);
      SPECIAL.forEach(same);
      fc.assert(fc.property(fc.double(), same));
    }
    for (const [name, fn] of Object.entries(F32_EXACT)) {
      const same = (x: number) => assert(Object.is(scalar(name, x), Math.fround(fn(x))), `${name}(${x})`);
      f32(SPECIAL).forEach(same);
      fc.assert(fc.property(fc.float(), same));
    }
  });

  it("map arrays of special values and odd lengths as they do numbers", () => {
    const { memory, instance } = new LibraryKernels(square);
    for (let length = 0; length <= SPECIAL.length; length++) {
      const src = memory.array("f64", SPECIAL.slice(0, length), length % 2);
      const dst = memory.array("f64", new Float64Array(length));
      instance.mapChunk("cube", src.byteOffset, dst.byteOffset, 0, length);
      assertEquals([...dst.view], SPECIAL.slice(0, length).map((x) => x * x * x));
    }
  });
});

describe("exp, log, sin, cos, tanh, sigmoid", () => {
  for (const [name, [units, fn]] of Object.entries(CLOSE)) {
    it(`${name} is within ${units} units in the last place of V8's, for special values and random ones`, () => {
      const check = (x: number) => {
        const [got, wanted] = [scalar(name, x), fn(x)];
        assert(within(units, got, wanted), `${name}(${x}): ${got}, not ${wanted}`);
      };
      SPECIAL.forEach(check);
      fc.assert(fc.property(fc.double(), check));
      fc.assert(fc.property(fc.double({ min: -750, max: 750, noNaN: true }), check), { numRuns: 1000 });
    });
  }

  for (const [name, [units, fn]] of Object.entries(F32_CLOSE)) {
    it(`${name} is within ${units} units in the last place of the 64-bit result`, () => {
      const check = (x: number) => {
        const [got, wanted] = [scalar(name, x), fn(x)];
        assert(withinF32(units, got, wanted), `${name}(${x}): ${got}, not ${wanted}`);
      };
      f32(SPECIAL).forEach(check);
      fc.assert(fc.property(fc.float(), check));
      const moderate = fc.float({ min: -100, max: 100, noNaN: true });
      fc.assert(fc.property(moderate, check), { numRuns: 1000 });
    });
  }
});

describe("clamp, linear", () => {
  it("equal the formulas, to the bit", () => {
    fc.assert(fc.property(fc.double(), fc.double(), fc.double(), (x, a, b) => {
      assert(Object.is(scalar("clamp", x, a, b), Math.min(Math.max(x, a), b)));
      assert(Object.is(scalar("linear", x, a, b), a * x + b));
    }));
    assertEquals([-2, -0, 0.5, 2, NaN].map((x) => scalar("clamp", x, 0, 1)), [0, 0, 0.5, 1, NaN]);
  });
});

describe("power", () => {
  const near = (a: number, b: number) => within(2, a, b);

  it("equals Math.pow for special values", () => {
    for (const x of SPECIAL) {
      for (const n of SPECIAL) {
        const [got, wanted] = [scalar("power", x, n), Math.pow(x, n)];
        assert(near(got, wanted), `${x} ** ${n}: ${got}, not ${wanted}`);
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
    const { memory, instance } = new LibraryKernels(square);
    const x = memory.array("f64", [1, 2, 3, 4, 5]);
    const n = memory.array("f64", [5, 4, 3, 2, 1]);
    const dst = memory.array("f64", new Float64Array(5));
    instance.mapChunk("power", x.byteOffset, dst.byteOffset, 0, 5, [3]);
    assertEquals([...dst.view], [1, 8, 27, 64, 125]);
    instance.zipChunk("power", [x.byteOffset, n.byteOffset], dst.byteOffset, 0, 5);
    assertEquals([...dst.view], [1, 16, 27, 16, 5]);
  });
});

describe("axpy", () => {
  it("adds the multiple to every element of its parts, to the bit", () => {
    fc.assert(
      fc.property(fc.double(), numbers(40), numbers(40), misalign, cuts, (a, xs, other, offset, at) => {
        const library = new LibraryKernels(square);
        const ys = xs.map((x, i) => other[i] ?? x);
        const x = library.memory.array("f64", xs, offset), y = library.memory.array("f64", [...ys, 7]);
        library.runInParts("axpy", [a, x, y], xs.length, at);
        assertEquals([...y.view], [...ys.map((y, i) => y + a * xs[i]!), 7]);
        const factor = Math.fround(a), f32x = library.memory.array("f32", xs);
        const f32y = library.memory.array("f32", [...ys, 7], offset);
        library.runInParts("axpyF32", [factor, f32x, f32y], xs.length, at);
        const wanted = f32(ys).map((y, i) => Math.fround(y + Math.fround(factor * Math.fround(xs[i]!))));
        assertEquals([...f32y.view], [...wanted, 7]);
      }),
      { numRuns: 50 },
    );
  });
});
