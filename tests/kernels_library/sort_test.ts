import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { sort, sortF32, sortI32, sortU32 } from "../../kernels/sort.ts";
import { SharedArray } from "../../mod.ts";
import { cuts, LibraryKernels, misalign, numbers } from "./library_kernels.ts";
import { scrambledBytes } from "./random.ts";

const integers = fc.array(fc.integer(), { maxLength: 300 });
const TYPES = [
  { suffix: "", code: "f64", kernel: sort, arrays: numbers(300) },
  { suffix: "F32", code: "f32", kernel: sortF32, arrays: numbers(300) },
  { suffix: "I32", code: "i32", kernel: sortI32, arrays: integers },
  { suffix: "U32", code: "u32", kernel: sortU32, arrays: integers },
] as const;

for (const { suffix, code, kernel, arrays } of TYPES) {
  const equalUpToTheBit = (got: Iterable<number>, wanted: Iterable<number>) => {
    const [a, b] = [[...got], [...wanted]];
    assertEquals(a.length, b.length);
    const index = a.findIndex((x, i) => !Object.is(x, b[i]));
    assert(index < 0, `${a[index]} is at ${index}, not ${b[index]}`);
  };

  describe(`sort${suffix}`, () => {
    it("equals the sort of a typed array, to the bit, and touches nothing else", () => {
      fc.assert(fc.property(arrays, misalign, (xs, offset) => {
        const { memory, instance } = new LibraryKernels(sort);
        const array = memory.array(code, xs, offset), behind = memory.array("u8", [77]);
        const wanted = array.view.slice().sort();
        instance.call(`sort${suffix}`, [array]);
        equalUpToTheBit(array.view, wanted);
        assertEquals(behind.view[0], 77);
      }));
    });

    it("sorts what is merged from several pieces as well", () => {
      const piece = (1 << 20) / (code === "f64" ? 8 : 4);
      for (const length of [piece, piece + 1, 2 * piece + 3, 3 * piece]) {
        const scrambled = scrambledBytes(4 * length), ints = new Int32Array(scrambled.buffer);
        const special = code.startsWith("f") ? [NaN, -0, 0, Infinity, -Infinity] : [0];
        for (
          const element of [
            (i: number) => ints[i]! / 3,
            (i: number) => special[i % 7] ?? ints[i]! % 100,
            (i: number) => i,
            (i: number) => -i,
            () => 1,
          ]
        ) {
          using array = new SharedArray(code, length);
          array.view.forEach((_, i) => array.view[i] = element(i));
          const wanted = array.view.slice().sort();
          kernel(array as never);
          equalUpToTheBit(array.view, wanted);
        }
      }
    });
  });

  describe(`argsort${suffix}`, () => {
    it("gives the places in stable order, and leaves the elements", () => {
      fc.assert(fc.property(arrays, misalign, (xs, offset) => {
        const { memory, instance } = new LibraryKernels(sort);
        const array = memory.array(code, [...xs, ...xs], offset);
        const before = array.view.slice();
        const order = memory.array("i32", new Int32Array(array.length + 1).fill(-1));
        instance.call(`argsort${suffix}`, [array, order]);
        const places = [...order.view];
        assertEquals(places.pop(), -1);
        equalUpToTheBit(array.view, before);
        equalUpToTheBit(places.map((i) => before[i]!), before.slice().sort());
        assertEquals([...places].sort((a, b) => a - b), [...before.keys()]);
        for (let i = 1; i < places.length; i++) {
          if (Object.is(before[places[i]!], before[places[i - 1]!])) assert(places[i - 1]! < places[i]!);
        }
      }));
    });
  });

  describe(`sortRuns${suffix}, mergeRuns${suffix}`, () => {
    it("sort together what sort does alone, wherever the runs and the merges are cut", () => {
      fc.assert(
        fc.property(arrays, fc.integer({ min: 1, max: 120 }), cuts, misalign, (xs, run, at, offset) => {
          const library = new LibraryKernels(sort);
          let array = library.memory.array(code, xs, offset);
          let other = library.memory.array(code, xs.map(() => 1));
          const wanted = array.view.slice().sort();
          library.runInParts(`sortRuns${suffix}`, [array, run], Math.ceil(xs.length / run), at);
          for (let sorted = run; sorted < xs.length; sorted *= 2) {
            library.runInParts(`mergeRuns${suffix}`, [array, other, sorted], xs.length, at);
            [array, other] = [other, array];
          }
          equalUpToTheBit(array.view, wanted);
        }),
      );
    });
  });
}

describe("sort's kernels", () => {
  it("refuse what does not fit, and sort on", () => {
    const library = new LibraryKernels(sort);
    const xs = library.memory.array("f64", [2, 1, 3]), order = library.memory.array("i32", [0, 0]);
    assertThrows(
      () => library.run("argsort", xs, order),
      KernelError,
      "'order' must have at least 3 elements",
    );
    assertThrows(() => library.run("sortRuns", xs, 0, 0, 1), KernelError, "'run' must be at least 1");
    assertThrows(() => library.run("mergeRuns", xs, xs, 0, 0, 1), KernelError, "'run' must be at least 1");
    assertThrows(() => library.run("mergeRuns", xs, xs, 1, 0, 4), KernelError, "'src' must have at least 4");
    library.run("sort", xs);
    assertEquals([...xs.view], [1, 2, 3]);
  });
});
