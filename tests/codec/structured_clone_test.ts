import { assertEquals, assertStrictEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "npm:fast-check@4.10.2";
import { roundTrip } from "./round_trip.ts";
import { assertSameGraph } from "./same_graph.ts";

const RUNS = { numRuns: 400 };
type View = new (buffer: ArrayBuffer, byteOffset: number, length: number) => ArrayBufferView;
const VIEWS: (View & { BYTES_PER_ELEMENT?: number })[] = [
  DataView,
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float16Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "grapheme" }),
  fc.array(fc.nat(0xffff), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
  fc.array(fc.nat(0xff), { maxLength: 200 }).map((units) => String.fromCharCode(...units)),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(-0, 2 ** 31, -(2 ** 31), 2 ** 53, -17, -16, 111, 112),
);
const bytes = fc.uint8Array({ maxLength: 64 });
const view = fc.tuple(fc.constantFrom(...VIEWS), bytes, fc.nat(4), fc.nat(4)).map(
  ([View, data, skipped, count]) => {
    const each = View.BYTES_PER_ELEMENT ?? 1;
    const buffer = new ArrayBuffer(data.length + 8 * each);
    new Uint8Array(buffer).set(data);
    return new View(buffer, skipped * each, count);
  },
);
const regexp = fc.tuple(
  fc.constantFrom("a", "(?:)", "[\\/]\\/", "é+", ""),
  fc.constantFrom("", "g", "gi", "dgimsuy", "v"),
)
  .map(([source, flags]) => new RegExp(source, flags));
const leaf = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(text, number, fc.boolean(), fc.constantFrom(undefined, null)) },
  fc.oneof(
    fc.bigInt(),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
    fc.bigInt({ min: -300n, max: 300n }),
  ),
  fc.date({ noInvalidDate: false }),
  fc.oneof(text, number, fc.boolean(), fc.bigInt()).map((value) => Object(value)),
  fc.oneof(view, bytes.map((data) => data.slice().buffer), regexp),
);

const key = fc.oneof(text, fc.constantFrom("__proto__", "constructor", "0", "7", "length", "toString", ""));

/** A property whatever its name: assignment would not make an own `__proto__`. */
function define(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

type Kind = "array" | "holey" | "object" | "bare" | "instance" | "map" | "set";

class Point {
  #hidden = 1;
  get sum(): number {
    return this.#hidden;
  }
}

/** Containers that hold leaves and, by number, each other: cycles and shared references come by themselves. */
const graph = fc.array(
  fc.record({
    kind: fc.constantFrom<Kind>("array", "holey", "object", "bare", "instance", "map", "set"),
    entries: fc.array(fc.tuple(key, fc.oneof(leaf, fc.nat(9).map((node) => ({ node })))), { maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 10 },
).map((nodes) => {
  const made = nodes.map(({ kind }) => make(kind));
  const isNode = (value: unknown): value is { node: number } =>
    typeof value === "object" && value !== null && Object.hasOwn(value, "node");
  nodes.forEach(({ kind, entries }, i) => {
    for (const [name, value] of entries) {
      put(kind, made[i]!, name, isNode(value) ? made[value.node % made.length] : value);
    }
  });
  return made[0];
});

function make(kind: Kind): object {
  if (kind === "map") return new Map();
  if (kind === "set") return new Set();
  if (kind === "instance") return new Point();
  if (kind === "bare") return Object.create(null);
  return kind === "object" ? {} : [];
}

function put(kind: Kind, container: object, name: string, value: unknown): void {
  if (kind === "map") (container as Map<unknown, unknown>).set(name.length % 2 ? name : value, value);
  else if (kind === "set") (container as Set<unknown>).add(value);
  else if (kind === "array") (container as unknown[]).push(value);
  else if (kind === "holey") {
    const array = container as unknown[];
    if (name === "length") array.length += 3;
    else if (name.length % 3 === 0) array[array.length + name.length] = value;
    else define(array, name, value);
  } else define(container, name, value);
}

describe("decode() after encode()", () => {
  it("gives what structuredClone gives for single values", () => {
    fc.assert(fc.property(leaf, (value) => assertSameGraph(roundTrip(value), structuredClone(value))), RUNS);
  });

  it("gives what structuredClone gives for graphs with cycles, holes and shared references", () => {
    fc.assert(fc.property(graph, (value) => assertSameGraph(roundTrip(value), structuredClone(value))), RUNS);
  });

  it("gives what structuredClone gives for arrays of numbers", () => {
    const numbers = fc.oneof(
      fc.array(number),
      fc.array(fc.integer()),
      fc.array(fc.integer({ min: -20, max: 130 })),
    );
    fc.assert(
      fc.property(numbers, (value) => assertSameGraph(roundTrip(value), structuredClone(value))),
      RUNS,
    );
  });

  it("gives what structuredClone gives for rows of equal and of differing keys", () => {
    const row = fc.dictionary(fc.constantFrom("a", "b", "c", "d", "1", "__proto__"), number);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (value) => {
        assertSameGraph(roundTrip(value), structuredClone(value));
      }),
      RUNS,
    );
  });

  it("keeps strings of every length and width exactly", () => {
    for (const unit of ["a", "\xe9", "\u65e5", "\ud800", "\udc00", "\0", "\ufeff"]) {
      for (const length of [0, 1, 39, 40, 41, 63, 64, 65, 127, 128, 159, 160, 5000, 20_000]) {
        assertStrictEquals(roundTrip(unit.repeat(length)), unit.repeat(length));
        assertStrictEquals(roundTrip("x".repeat(length) + unit), "x".repeat(length) + unit);
      }
    }
  });

  it("keeps bigints of every size", () => {
    for (let bits = 0n; bits < 300n; bits++) {
      for (const value of [2n ** bits, 2n ** bits - 1n, -(2n ** bits), -(2n ** bits) - 1n]) {
        assertStrictEquals(roundTrip(value), value);
      }
    }
    const huge = 3n ** 20_000n;
    assertStrictEquals(roundTrip(-huge), -huge);
  });

  it("keeps long arrays' holes and extra properties", () => {
    for (const length of [9, 1023, 1024, 5000]) {
      const extra = Object.assign(Array.from({ length }, (_, i) => i / 2), { note: "kept" });
      assertSameGraph(roundTrip(extra), structuredClone(extra));
      const holey = Array.from({ length }, (_, i) => i);
      delete holey[length - 2];
      assertSameGraph(roundTrip(holey), structuredClone(holey));
      // As many extra properties as holes: a count of both would look right.
      const both = Object.assign(holey.slice(), { note: "kept" });
      assertSameGraph(roundTrip(both), structuredClone(both));
    }
    const sparse = new Array(4_000_000_000);
    sparse[3_999_999_999] = "last";
    const copy = roundTrip(sparse) as unknown[];
    assertEquals([copy.length, Object.keys(copy), copy[3_999_999_999]], [
      4_000_000_000,
      ["3999999999"],
      "last",
    ]);
  });

  it("keeps the properties that a regular expression's match carries", () => {
    const match = /(?<first>b)(c)?/.exec("abd")!;
    assertSameGraph(roundTrip(match), structuredClone(match));
  });

  it("leaves out non-enumerable and symbol keys and turns accessors into values", () => {
    const value = Object.defineProperties({
      [Symbol("s")]: 1,
      get twice() {
        return 4;
      },
    }, { hidden: { value: 2 } });
    assertSameGraph(roundTrip(value), { twice: 4 });
  });

  it("skips a property that a getter deleted meanwhile", () => {
    const value: { first?: unknown; second?: number } = {
      get first() {
        delete value.second;
        return 1;
      },
      second: 2,
    };
    assertSameGraph(roundTrip(value), { first: 1 });
  });

  it("makes plain collections of subclasses, and plain objects of pretenders", () => {
    class Named extends Map<number, number> {
      label = "lost, as structuredClone loses it";
    }
    assertSameGraph(roundTrip(new Named([[1, 2]])), new Map([[1, 2]]));
    for (const Class of [Map, Set, Date, RegExp, ArrayBuffer, Number]) {
      const pretender = Object.assign(Object.create(Class.prototype), { own: 1 });
      assertSameGraph(roundTrip(pretender), { own: 1 });
    }
    class Tagged extends Set {
      override get [Symbol.toStringTag](): string {
        return "Something";
      }
    }
    assertSameGraph(roundTrip(new Tagged([1])), new Set([1]));
  });

  it("does not make a prototype of a key named __proto__", () => {
    const copy = roundTrip(JSON.parse('{ "__proto__": { "admin": true } }')) as { admin?: boolean };
    assertEquals([copy.admin, Object.getPrototypeOf(copy) === Object.prototype], [undefined, true]);
  });

  it("carries 100,000 nested arrays, objects, maps and causes", () => {
    const nests: ((inner: unknown) => unknown)[] = [
      (inner) => [inner],
      (inner) => ({ inner }),
      (inner) => new Map([["inner", inner]]),
      (inner) => new Set([inner]),
      (inner) => [, inner],
    ];
    const open = (outer: unknown): unknown => {
      if (outer instanceof Map) return outer.get("inner");
      if (outer instanceof Set) return [...outer][0];
      return Array.isArray(outer) ? outer.at(-1) : (outer as { inner: unknown }).inner;
    };
    let value: unknown = "core";
    for (let i = 0; i < 100_000; i++) value = nests[i % nests.length]!(value);
    let copy = roundTrip(value);
    let original = value;
    for (let i = 0; i < 100_000; i++) {
      if (Object.getPrototypeOf(copy) !== Object.getPrototypeOf(original)) {
        throw new Error(`level ${i} differs`);
      }
      copy = open(copy);
      original = open(original);
    }
    assertStrictEquals(copy, "core");
  });

  it("keeps one identity for an object met at very different depths", () => {
    const friend = { name: "friend" };
    let deep: unknown = friend;
    for (let i = 0; i < 1000; i++) deep = { deep };
    const copy = roundTrip([friend, deep, friend]) as [object, { deep: never }, object];
    let at: { deep: never } = copy[1];
    for (let i = 0; i < 999; i++) at = at.deep;
    assertStrictEquals(at.deep, copy[0] as never);
    assertStrictEquals(copy[2], copy[0]);
  });
});
