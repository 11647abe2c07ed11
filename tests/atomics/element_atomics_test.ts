import "../../engine/memory/use_shared_memory.ts";
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { elementAtomics } from "../../engine/atomics/element_atomics.ts";
import { elementType, type Stored } from "../../engine/elements/element_types.ts";

function element(code: string, start: Stored) {
  const view = elementType(code).view(new SharedArrayBuffer(32), 8, 2);
  const atomics = elementAtomics(view);
  view[1] = start as never;
  return {
    add: (value: Stored) => atomics.change(view, 1, "add", value),
    exchange: (value: Stored) => atomics.exchange(view, 1, value),
    compareExchange: (expected: Stored, value: Stored) => atomics.compareExchange(view, 1, expected, value),
    both: () => {
      assertEquals(atomics.load(view, 1), view[1]);
      return [...view as Iterable<Stored>];
    },
  };
}

describe("elementAtomics()", () => {
  for (const code of ["i8", "u8", "i16", "u16", "i32", "u32", "f32", "f64"]) {
    it(`add(), exchange() and compareExchange() work on ${code}`, () => {
      const e = element(code, 5);
      assertEquals(e.add(2), 7);
      assertEquals(e.exchange(20), 7);
      assertEquals(e.compareExchange(19, 30), 20);
      assertEquals(e.both(), [0, 20]);
      assertEquals(e.compareExchange(20, 30), 20);
      assertEquals(e.both(), [0, 30]);
    });
  }

  for (const code of ["i64", "u64"]) {
    it(`add(), exchange() and compareExchange() work on ${code}`, () => {
      const e = element(code, 5n);
      assertEquals(e.add(2n), 7n);
      assertEquals(e.exchange(20n), 7n);
      assertEquals(e.compareExchange(19n, 30n), 20n);
      assertEquals(e.compareExchange(20n, 30n), 20n);
      assertEquals(e.both(), [0n, 30n]);
    });
  }

  it("add() wraps integers and rounds floats, in the memory and in what it returns", () => {
    for (
      const [code, start, amount, sum] of [
        ["i8", 127, 1, -128],
        ["u8", 0, -1, 255],
        ["i32", 2 ** 31 - 1, 1, -(2 ** 31)],
        ["u32", 2 ** 32 - 1, 2, 1],
        ["i64", 2n ** 63n - 1n, 1n, -(2n ** 63n)],
        ["u64", 0n, -1n, 2n ** 64n - 1n],
        ["f32", 0.1, 0.2, Math.fround(Math.fround(0.1) + 0.2)],
        ["f64", 0.1, 0.2, 0.1 + 0.2],
      ] as [string, Stored, Stored, Stored][]
    ) {
      const e = element(code, start);
      assertEquals([e.add(amount), e.both()[1]], [sum, sum]);
    }
  });

  it("compareExchange() compares floats by value", () => {
    assertEquals(element("f64", -0).compareExchange(0, 1), -0);
    const zero = element("f64", -0);
    zero.compareExchange(0, 1);
    assertEquals(zero.both()[1], 1);
    const nan = element("f32", NaN);
    nan.compareExchange(NaN, 2);
    assertEquals(nan.both()[1], 2);
    const tenth = element("f32", 0.1);
    tenth.compareExchange(0.1, 3);
    assertEquals(tenth.both()[1], 3);
  });
});
