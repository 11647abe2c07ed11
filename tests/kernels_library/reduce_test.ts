import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { sum } from "../../kernels/reduce.ts";
import { finite, LibraryKernels, misalign, numbers, within } from "./library_kernels.ts";

const part = fc.tuple(fc.nat(1000), fc.nat(1000));

/** Runs a reducer on a part of an array that begins anywhere, and gives the part. */
function reduce(
  name: string,
  code: "f64" | "f32" | "i32",
  xs: readonly number[],
  offset = 0,
  [start, end]: readonly [number, number] = [0, xs.length],
): { got: number; xs: number[] } {
  const library = new LibraryKernels(sum);
  const [from, to] = [start % (xs.length + 1), end % (xs.length + 1)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  const array = library.memory.array(code, xs, offset);
  return { got: library.number(name, array, from, to), xs: [...array.view.subarray(from, to)] };
}

/** The exact sum, by fractions of 2⁻¹⁰⁷⁴. */
function exactSum(xs: readonly number[]): number {
  let total = 0n;
  const bits = new DataView(new ArrayBuffer(8));
  for (const x of xs) {
    bits.setFloat64(0, x);
    const word = bits.getBigUint64(0), exponent = (word >> 52n) & 0x7ffn;
    const mantissa = (word & 0xfffffffffffffn) | (exponent > 0n ? 1n << 52n : 0n);
    total += (x < 0 ? -mantissa : mantissa) << (exponent > 0n ? exponent - 1n : 0n);
  }
  // The quotient has more digits than a number, so that it is rounded once.
  const magnitude = total < 0n ? -total : total;
  const shift = Math.max(0, magnitude.toString(2).length - 64);
  return (total < 0n ? -1 : 1) * Number(magnitude >> BigInt(shift)) * 2 ** (shift - 537) * 2 ** -537;
}

const sumOfSizes = (xs: readonly number[]) => xs.reduce((total, x) => total + Math.abs(x), 0);

describe("sum, sumF32", () => {
  it("are within their documented errors of the exact sum", () => {
    fc.assert(fc.property(finite(3000), misalign, part, (all, offset, bounds) => {
      const { got, xs } = reduce("sum", "f64", all, offset, bounds);
      const digits = Math.log2(xs.length + 1);
      assert(Math.abs(got - exactSum(xs)) <= (270 + digits) * 2 ** -53 * sumOfSizes(xs), `${got}`);
      const single = reduce("sumF32", "f32", all, offset, bounds);
      const bound = (280 + digits) * 2 ** -24 * sumOfSizes(single.xs);
      assert(Math.abs(single.got - exactSum(single.xs)) <= bound, `${single.got}`);
    }));
  });

  it("are exact for integers, at every length around a vector and a block", () => {
    for (const length of [...Array(40).keys(), 1023, 1024, 1025, 8191, 8193, 16385, 24600]) {
      const xs = Array.from({ length }, (_, i) => i % 100 - 30);
      const wanted = xs.reduce((total, x) => total + x, 0);
      assertEquals([reduce("sum", "f64", xs).got, reduce("sumF32", "f32", xs, 1).got], [wanted, wanted]);
    }
  });

  it("sums to infinity and NaN as addition does", () => {
    assertEquals(reduce("sum", "f64", [1, Infinity, 2]).got, Infinity);
    assertEquals(reduce("sum", "f64", [1, Infinity, -Infinity]).got, NaN);
    assertEquals(reduce("sumF32", "f32", [1, NaN]).got, NaN);
  });
});

describe("sumI32", () => {
  it("is exact, beyond 32 bits too", () => {
    fc.assert(fc.property(fc.array(fc.integer()), misalign, part, (all, offset, bounds) => {
      const { got, xs } = reduce("sumI32", "i32", all, offset, bounds);
      assertEquals(got as unknown, xs.reduce((total, x) => total + BigInt(x), 0n));
    }));
  });
});

describe("kahanSum", () => {
  it("is within one unit in the last place of the exact sum, when terms cancel", () => {
    fc.assert(fc.property(finite(200), fc.nat(1000), misalign, part, (some, swap, offset, bounds) => {
      const all = [...some, 1e18, ...some.map((x) => -x * 1e3), -1e18];
      if (all.length > 0) [all[0], all[swap % all.length]] = [all[swap % all.length]!, all[0]!];
      const { got, xs } = reduce("kahanSum", "f64", all, offset, bounds);
      const wanted = exactSum(xs);
      const second = (xs.length + 1) ** 2 * 2 ** -106 * sumOfSizes(xs);
      assert(Math.abs(got - wanted) <= 2 ** -52 * Math.abs(wanted) + second, `${got}, not ${wanted}`);
    }));
  });

  it("sums to infinity and NaN as addition does", () => {
    assertEquals(reduce("kahanSum", "f64", [1, Infinity, 2, 3, 4]).got, Infinity);
    assertEquals(reduce("kahanSum", "f64", [1, Infinity, -Infinity]).got, NaN);
    assertEquals(reduce("kahanSum", "f64", [1e308, 1e308]).got, Infinity);
    assertEquals(reduce("kahanSum", "f64", []).got, 0);
  });
});

describe("min, max", () => {
  it("equal Math.min and Math.max, NaN and −0 included", () => {
    fc.assert(fc.property(numbers(), misalign, part, (all, offset, bounds) => {
      for (const [suffix, code] of [["", "f64"], ["F32", "f32"]] as const) {
        const smallest = reduce(`min${suffix}`, code, all, offset, bounds);
        assert(Object.is(smallest.got, Math.min(...smallest.xs)), `min${suffix} of ${smallest.xs}`);
        const largest = reduce(`max${suffix}`, code, all, offset, bounds);
        assert(Object.is(largest.got, Math.max(...largest.xs)), `max${suffix} of ${largest.xs}`);
      }
    }));
  });

  it("find the extremes of integers, which of none are those of the type", () => {
    fc.assert(fc.property(fc.array(fc.integer()), misalign, part, (all, offset, bounds) => {
      const { got, xs } = reduce("minI32", "i32", all, offset, bounds);
      assertEquals(got, Math.min(2 ** 31 - 1, ...xs));
      assertEquals(reduce("maxI32", "i32", all, offset, bounds).got, Math.max(-(2 ** 31), ...xs));
    }));
  });
});

describe("argmin, argmax, combineArgmin, combineArgmax", () => {
  /** The first of equals; the first NaN if there is one. */
  const place = (xs: readonly number[], better: (a: number, b: number) => boolean) => {
    const nan = xs.findIndex(Number.isNaN);
    return nan >= 0 ? nan : xs.findIndex((x) => !xs.some((other) => better(other, x)));
  };
  const few = fc.array(fc.constantFrom(0, -0, 1, -1, 2, Infinity, -Infinity, NaN), { maxLength: 40 });

  it("find the first place, in one part or in combined ones", () => {
    fc.assert(fc.property(fc.oneof(numbers(), few), misalign, fc.nat(1000), (all, offset, cut) => {
      const middle = cut % (all.length + 1);
      for (const [suffix, code] of [["", "f64"], ["F32", "f32"]] as const) {
        const library = new LibraryKernels(sum);
        const array = library.memory.array(code, all, offset);
        for (const name of ["min", "max"] as const) {
          const wanted = place([...array.view], name === "min" ? (a, b) => a < b : (a, b) => a > b);
          const find = (from: number, to: number) => library.number(`arg${name}${suffix}`, array, from, to);
          assertEquals(find(0, all.length), wanted);
          const [left, right] = [find(0, middle), find(middle, all.length)];
          assertEquals(library.number(`combineArg${name}${suffix}`, array, left, right), wanted);
          assertEquals(library.number(`combineArg${name}${suffix}`, array, right, left), wanted);
        }
      }
    }));
  });
});

describe("mean, variance, squaredDeviations", () => {
  const whole = (name: string, xs: readonly number[], offset: number, ...rest: number[]) => {
    const library = new LibraryKernels(sum);
    return library.number(name, library.memory.array("f64", xs, offset), ...rest);
  };

  it("equal the formulas", () => {
    fc.assert(fc.property(finite(2100, 1), misalign, fc.nat(1), (xs, offset, less) => {
      const mean = exactSum(xs) / xs.length;
      const size = sumOfSizes(xs) / xs.length;
      assert(Math.abs(whole("mean", xs, offset) - mean) <= 1e-13 * size);
      const squares = exactSum(xs.map((x) => (x - mean) ** 2));
      assert(within(2000, whole("squaredDeviations", xs, offset, mean, 0, xs.length), squares));
      const tolerance = 1e-12 * squares + 1e-24 * size ** 2;
      const variance = whole("variance", xs, offset, less);
      if (xs.length <= less) assertEquals(variance, NaN);
      else assert(Math.abs(variance - squares / (xs.length - less)) <= tolerance, `${variance}`);
    }));
  });

  it("keep their digits when the mean is large", () => {
    const xs = Array.from({ length: 1001 }, (_, i) => 1e9 + i);
    assertEquals(whole("variance", xs, 0, 0), (1001 ** 2 - 1) / 12);
  });

  it("are NaN without elements", () => {
    assertEquals([whole("mean", [], 0), whole("variance", [], 0, 0), whole("variance", [5], 0, 1)], [
      NaN,
      NaN,
      NaN,
    ]);
  });
});

describe("dot, norm", () => {
  it("are within their errors of the exact products", () => {
    fc.assert(fc.property(finite(2100), misalign, part, (all, offset, [start, end]) => {
      const library = new LibraryKernels(sum);
      const [from, to] = [start % (all.length + 1), end % (all.length + 1)].sort((a, b) => a - b) as [
        number,
        number,
      ];
      const ys = all.map((x) => x / 3 + 1);
      for (
        const [name, code, round, unit] of [
          ["dot", "f64", (x: number) => x, 2 ** -53],
          ["dotF32", "f32", Math.fround, 2 ** -24],
        ] as const
      ) {
        const a = library.memory.array(code, all, offset), b = library.memory.array(code, ys);
        const products = all.map((x, i) => round(x) * round(ys[i]!)).slice(from, to);
        const got = library.number(name, a, b, from, to);
        assert(Math.abs(got - exactSum(products)) <= 160 * unit * sumOfSizes(products), `${name}: ${got}`);
      }
    }));
  });

  it("norm equals Math.hypot, even where the squares overflow or vanish", () => {
    const library = new LibraryKernels(sum);
    const norm = (xs: readonly number[]) => library.number("norm", library.memory.array("f64", xs));
    const scales = fc.constantFrom(1, 1e200, 1e-200, 1e-310);
    fc.assert(fc.property(finite(30), scales, (xs, scale) => {
      const scaled = xs.map((x) => x * scale);
      assert(within(20, norm(scaled), Math.hypot(...scaled)), `${norm(scaled)}`);
    }));
    assertEquals([norm([]), norm([-0]), norm([1, -Infinity]), norm([1, NaN])], [0, 0, Infinity, NaN]);
  });
});
