import {
  assert,
  assertAlmostEquals,
  assertEquals,
  AssertionError,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";

const cyclic = (last: unknown): unknown[] => {
  const list: unknown[] = [1];
  list.push(list, last);
  return list;
};

const EQUAL: [string, unknown, unknown][] = [
  ["NaN", NaN, NaN],
  ["zeros of both signs", [0], [-0]],
  ["nested objects", { a: { b: [1, undefined] } }, { a: { b: [1, undefined] } }],
  ["objects with and without a prototype", { a: 1 }, Object.assign(Object.create(null), { a: 1 })],
  ["sets in another order", new Set([1, { a: 2 }, "x"]), new Set(["x", { a: 2 }, 1])],
  ["maps with object keys", new Map([[{ a: 1 }, 1], [{ a: 2 }, 2]]), new Map([[{ a: 2 }, 2], [{ a: 1 }, 1]])],
  ["typed arrays", new Float64Array([1, NaN]), new Float64Array([1, NaN])],
  ["buffers", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer],
  ["cycles", cyclic("end"), cyclic("end")],
  ["dates", new Date(5), new Date(5)],
  ["errors", new RangeError("a", { cause: 1 }), new RangeError("a", { cause: 1 })],
  ["big integers", 2n ** 70n, 2n ** 70n],
];

const DIFFERENT: [string, unknown, unknown][] = [
  ["a number and its text", 1, "1"],
  ["a number and a big integer", 1, 1n],
  ["undefined and a missing key", { a: undefined }, {}],
  ["a hole and undefined", [,], [undefined]], // deno-lint-ignore no-sparse-arrays
  ["arrays of other length", new Array(2), new Array(3)],
  ["an object and an array", {}, []],
  ["typed arrays of other type", new Int8Array(1), new Uint8Array(1)],
  ["typed arrays of other content", new Uint8Array([1, 2]), new Uint8Array([2, 1])],
  ["buffers of other content", new Uint8Array([1]).buffer, new Uint8Array([2]).buffer],
  ["sets", new Set([1, { a: 1 }]), new Set([1, { a: 2 }])],
  ["maps", new Map([["a", 1]]), new Map([["a", 2]])],
  ["cycles with other ends", cyclic("end"), cyclic("END")],
  ["dates", new Date(5), new Date(6)],
  ["expressions", /a/g, /a/],
  ["errors of other class", new RangeError("a"), new TypeError("a")],
  ["errors of other message", new Error("a"), new Error("b")],
  ["errors of other cause", new Error("a", { cause: 1 }), new Error("a", { cause: 2 })],
  ["boxed numbers", Object(1), Object(2)],
  ["symbol keys", { [Symbol.for("a")]: 1 }, { [Symbol.for("a")]: 2 }],
];

describe("assertEquals()", () => {
  for (const [name, a, b] of EQUAL) {
    it(`accepts equal ${name}`, () => {
      assertEquals(a, b);
      assertThrows(() => assertNotEquals(a, b), AssertionError);
    });
  }
  for (const [name, a, b] of DIFFERENT) {
    it(`refuses different values: ${name}`, () => {
      assertThrows(() => assertEquals(a, b), AssertionError);
      assertThrows(() => assertEquals(b, a), AssertionError);
      assertNotEquals(a, b);
    });
  }
});

describe("assertStrictEquals()", () => {
  it("tells 0 from -0 and one object from its copy", () => {
    assertStrictEquals(NaN, NaN);
    assertThrows(() => assertStrictEquals(0, -0), AssertionError);
    assertThrows(() => assertStrictEquals({}, {}), AssertionError);
  });
});

describe("assertAlmostEquals()", () => {
  it("allows 1e-7 of the expected value, or the tolerance given", () => {
    assertAlmostEquals(0.1 + 0.2, 0.3);
    assertAlmostEquals(1, 1.4, 0.5);
    assertThrows(() => assertAlmostEquals(1, 1.001), AssertionError);
    assertThrows(() => assertAlmostEquals(NaN, 1), AssertionError);
  });
});

describe("assertThrows()", () => {
  const throwing = (error: unknown) => () => {
    throw error;
  };

  it("returns the error when it is the one described", () => {
    const error = new RangeError("Too large");
    assertStrictEquals(assertThrows(throwing(error), RangeError, "large"), error);
    assertStrictEquals(assertThrows(throwing(7)), 7);
  });

  it("fails when nothing is thrown, or something else", () => {
    assertThrows(() => assertThrows(() => {}), AssertionError, "to throw");
    assertThrows(() => assertThrows(throwing(new Error("a")), RangeError), AssertionError, "RangeError");
    assertThrows(() => assertThrows(throwing(new Error("a")), Error, "b"), AssertionError);
    assertThrows(() => assertThrows(throwing("text"), Error), AssertionError, "text");
  });
});

describe("assertRejects()", () => {
  it("returns the error of the rejection", async () => {
    const error = new TypeError("No");
    assertStrictEquals(await assertRejects(() => Promise.reject(error), TypeError, "No"), error);
  });

  it("fails when the promise is fulfilled or the function itself throws", async () => {
    await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError, "rejected");
    const throwing = () => {
      throw new Error("at once");
    };
    await assertRejects(() => assertRejects(throwing), AssertionError, "at once");
  });
});

describe("assert(), assertMatch() and assertStringIncludes()", () => {
  it("fail with the message given", () => {
    assertThrows(() => assert(0, "no zero"), AssertionError, "no zero");
    assertThrows(() => assertMatch("abc", /d/, "no d"), AssertionError, "no d");
    assertThrows(() => assertStringIncludes("abc", "d", "no d"), AssertionError, "no d");
  });
});
