/** Atomic steps on values and on elements of arrays, against what arithmetic says. */
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import type { Operation } from "../../engine/atomics/element_atomics.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { Value } from "../../engine/shared/value.ts";
import { inWorker } from "../support/engine_workers.ts";
import { countOften } from "./fixtures/sharing.ts";

const FIXTURES = import.meta.resolve("./fixtures/sharing.ts");

const MODEL: Readonly<Record<Operation, (old: bigint, value: bigint) => bigint>> = {
  add: (old, value) => old + value,
  sub: (old, value) => old - value,
  and: (old, value) => old & value,
  or: (old, value) => old | value,
  xor: (old, value) => old ^ value,
  min: (old, value) => old < value ? old : value,
  max: (old, value) => old > value ? old : value,
};

const operations = Object.keys(MODEL) as Operation[];

/** The integer that is left of one in so many bits. */
function wrap(value: bigint, bits: number, isSigned: boolean): bigint {
  return isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

describe("atomic steps", () => {
  for (const [code, bits] of [["b", 8], ["B", 8], ["h", 16], ["H", 16], ["i", 32], ["I", 32]] as const) {
    it(`give what arithmetic of ${bits} bits does, for "${code}"`, () => {
      const isSigned = code === code.toLowerCase();
      const numbers = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.maxSafeInteger());
      fc.assert(fc.property(numbers, numbers, fc.constantFrom(...operations), (start, amount, operation) => {
        using value = new Value(code, start);
        using array = new SharedArray(code, [0, start, 0]);
        const [old, by] = [wrap(BigInt(start), bits, isSigned), wrap(BigInt(amount), bits, isSigned)];
        const expected = Number(wrap(MODEL[operation](old, by), bits, isSigned));
        assertEquals([value[operation](amount), value.value], [expected, expected]);
        assertEquals([array[operation](-2, amount), array.slice()], [expected, [0, expected, 0]]);
      }));
    });
  }

  for (const code of ["q", "Q"] as const) {
    it(`give what arithmetic of 64 bits does, for "${code}"`, () => {
      const numbers = fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n });
      fc.assert(fc.property(numbers, numbers, fc.constantFrom(...operations), (start, amount, operation) => {
        using value = new Value(code, start);
        const [old, by] = [start, amount].map((each) => wrap(each, 64, code === "q")) as [bigint, bigint];
        const expected = wrap(MODEL[operation](old, by), 64, code === "q");
        assertEquals([value[operation](amount), value.value], [expected, expected]);
      }));
    });
  }

  for (const [code, round] of [["d", (x: number) => x], ["f", Math.fround]] as const) {
    it(`give what floats do, for "${code}"`, () => {
      const floats = fc.double({ noDefaultInfinity: true });
      fc.assert(fc.property(floats, floats, (start, amount) => {
        const old = round(start);
        const steps = {
          add: old + amount,
          sub: old - amount,
          min: Math.min(old, amount),
          max: Math.max(old, amount),
        };
        for (const [operation, result] of Object.entries(steps)) {
          using value = new Value(code, start);
          const got = value[operation as "add"](amount);
          // 0 and -0 are the same to a comparison.
          assertEquals([got + 0, value.value + 0], [round(result) + 0, round(result) + 0]);
        }
      }));
    });
  }

  it("load(), store(), exchange() and compareExchange() work on elements", () => {
    using array = new SharedArray("d", [1, 2, 3]);
    array.store(-1, 0.5);
    assertEquals([array.load(2), array.exchange(0, 9), array.compareExchange(1, 2, 7)], [0.5, 1, 2]);
    assertEquals([array.compareExchange(1, 2, 8), array.slice()], [7, [9, 7, 0.5]]);
    using text = new SharedArray("c", "ab");
    assertEquals([text.exchange(0, "z"), text.load(0)], ["a", "z"]);
  });

  it("refuse other types, other values and other indices, and change nothing", () => {
    using floats = new SharedArray("d", [1]);
    using ints = new SharedArray("i", [1]);
    using text = new SharedArray("c", "a");
    for (const operation of ["and", "or", "xor"] as const) {
      assertThrows(() => (floats as never as typeof ints)[operation](0, 1), TypeError, "of floats");
      assertThrows(() => ints[operation](0, 0.5), TypeError, "an integer");
    }
    assertThrows(() => (text as never as typeof ints).max(0, 1), TypeError, "of characters");
    for (const amount of [NaN, 1.5, undefined, null, "1", 1n]) {
      assertThrows(() => ints.add(0, amount as never), TypeError, "Cannot store the value");
      assertThrows(() => ints.store(0, amount as never), TypeError);
    }
    for (const index of [1, -2, 0.5, NaN]) {
      assertThrows(() => ints.sub(index, 1), RangeError, `Cannot subtract from index ${index}`);
      assertThrows(() => ints.exchange(index, 1), RangeError, "of a SharedArray of length 1");
    }
    assertEquals([floats[0], ints[0], text[0]], [1, 1, "a"]);
  });

  it("of four threads lose nothing", async () => {
    const times = 20_000;
    using ints = new SharedArray("I", [0, 0, 0, 0, 2_000_000, 0, 0b11111111]);
    using floats = new SharedArray("d", 2);
    await Promise.all([0, 1, 2, 3].map((bit) => inWorker(FIXTURES, countOften, ints, floats, bit, times)));
    const last = (times - 1) * 8 + 3;
    assertEquals(ints.slice(), [
      ...[4 * times * 3, 2 ** 32 - 4 * times, 0, last, 1_000_000 - last, 0b1111, 0b11110000],
    ]);
    assertEquals(floats.slice(), [times - 1 + 3 / 8, -2 * times]);
  });
});
