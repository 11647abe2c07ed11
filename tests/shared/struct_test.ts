import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { thread } from "../../engine/memory/thread.ts";
import { RawArray } from "../../engine/shared/raw_array.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { struct } from "../../engine/shared/struct/struct.ts";
import { StructType } from "../../engine/shared/struct/struct_type.ts";
import { Value } from "../../engine/shared/value.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker } from "../support/engine_workers.ts";
import { describePoints, movePoints, Point, readRecord } from "./fixtures/structs.ts";

const FIXTURES = import.meta.resolve("./fixtures/structs.ts");

const Line = struct({ from: Point, to: Point, label: ["c", 6], weights: ["h", 3], ends: [Point, 2] });

describe("struct()", () => {
  it("is one type for the same fields in the same order", () => {
    const again = struct({ x: "d", y: "d", id: "i" });
    assertStrictEquals<unknown>(again, Point);
    assertStrictEquals<unknown>(
      struct({ from: again, to: again, label: ["c", 6], weights: ["h", 3], ends: [again, 2] }),
      Line,
    );
    assert((struct({ y: "d", x: "d", id: "i" }) as unknown) !== Point);
    assertEquals(again.fields, { x: "d", y: "d", id: "i" });
  });

  it("refuses what is no struct", () => {
    assertThrows(() => struct({}), TypeError, "it has no fields");
    assertThrows(() => struct({ x: "double" as never }), TypeError, 'received "double"');
    assertThrows(() => struct({ x: null as never }), TypeError, "type code");
    for (const name of ["", "0", "a b", "a-b", "constructor", "toJSON"]) {
      assertThrows(() => struct({ [name]: "i" }), TypeError, `received "${name}"`);
    }
    assertThrows(() => struct(JSON.parse('{"__proto__":"i"}')), TypeError, 'received "__proto__"');
    for (const row of [["i", 0], ["i", -1], ["i", 1.5], ["i"], [Point, 0], ["i", 2, 3]]) {
      assertThrows(() => struct({ row: row as never }), RangeError, "a count of 1 or more");
    }
  });

  it("has names for fields that every object has too", () => {
    const Odd = struct({ toString: "i", valueOf: "i", value: "i", add: "i", release: "i", type: "i" });
    using value = new Value(Odd, { value: 1, toString: 2, valueOf: 0 });
    value.value.toString = 5;
    value.value.add = 6;
    value.type = 7;
    assertEquals(Odd.plain(value.value) as unknown, {
      ...{ toString: 5, valueOf: 0, value: 1, add: 6, release: 0, type: 7 },
    });
    value.release;
    assert(value.acquireSync());
    value.release();
  });
});

describe("a struct's record", () => {
  it("reads and writes the memory where C has the fields", () => {
    using array = new SharedArray(Point, 3);
    array[1]!.x = 0.5;
    array[1]!.id = 2 ** 31;
    const view = new DataView(thread().bytes.buffer, array.byteOffset + Point.bytes, Point.bytes);
    assertEquals([view.getFloat64(0, true), view.getInt32(Point.offsets.id, true)], [0.5, -(2 ** 31)]);
    view.setFloat64(Point.offsets.y, 7, true);
    assertEquals(array[1]!.y, 7);
    assertEquals([array.view.length, array.length, array.typeCode], [3 * Point.bytes, 3, Point]);
  });

  it("has numbers, characters, strings, typed arrays, structs and lists of them for fields", () => {
    const All = struct({ f: "f", q: "q", c: "c", u: "u", name: ["u", 4], row: ["Q", 2], at: Point });
    using value = new Value(All, { c: "x", name: "a\u{1f600}", row: [1n, 2n], at: { y: 3 } });
    value.f = 0.1;
    value.q = 2n ** 63n;
    value.u = "\u4e2d";
    value.row[1]! += 5n;
    value.at.x = value.at.y + 1;
    assertEquals(All.plain(value.value), {
      ...{ f: Math.fround(0.1), q: -(2n ** 63n), c: "x", u: "\u4e2d", name: "a\u{1f600}" },
      ...{ row: [1n, 7n], at: { x: 4, y: 3, id: 0 } },
    });
    using line = new Value(Line);
    line.ends[1]!.x = 9;
    line.value.from = { x: 1, y: 2, id: 3 };
    line.to = line.from;
    line.to.id = 4;
    line.label = "sixsix";
    line.weights.set([1, 2, 3]);
    assertEquals(JSON.parse(`${line}`), {
      ...{ from: { x: 1, y: 2, id: 3 }, to: { x: 1, y: 2, id: 4 }, label: "sixsix", weights: [1, 2, 3] },
      ends: [{ x: 0, y: 0, id: 0 }, { x: 9, y: 0, id: 0 }],
    });
    line.label = "a\0b";
    assertEquals(line.label, "a");
  });

  it("refuses wrong values, and keeps what it had", () => {
    using line = new Value(Line, { label: "abc", weights: [1, 2, 3], to: { x: 5, id: 6 } });
    const before = JSON.stringify(line);
    const record = line.value as unknown as Record<string, unknown>;
    const wrong: (readonly [string, unknown, typeof TypeError | typeof RangeError])[] = [
      ...[["label", "sevenxx", RangeError], ["label", "\u0100", TypeError], ["label", 5, TypeError]] as const,
      ...[["weights", [1, 2], RangeError], ["weights", [1, 2, 3.5], TypeError]] as const,
      ...[["weights", 7, TypeError], ["to", 5, TypeError], ["to", { x: 1, y: "1" }, TypeError]] as const,
      ...[["to", { z: 1 }, TypeError], ["to", { x: undefined }, TypeError], ["to", null, TypeError]] as const,
      ...[["ends", [{}, { id: 0.5 }], TypeError], ["ends", [{}], RangeError], [
        "ends",
        {},
        TypeError,
      ]] as const,
    ];
    for (const [field, value, error] of wrong) assertThrows(() => record[field] = value, error);
    assertThrows(() => line.to.x = "1" as never, TypeError);
    assertThrows(() => line.value = { to: { x: 9 }, label: "much too long" }, RangeError);
    assertThrows(() => new Value(Line, { colour: 1 } as never), TypeError, "field 'colour' is unknown");
    assertThrows(() => new Value(Point, 5 as never), TypeError, "must be an object: received 5");
    assertEquals(JSON.stringify(line), before);
  });

  it("sets the fields that are left out to 0 when it is replaced as a whole", () => {
    using array = new SharedArray(Point, [{ x: 1, y: 2, id: 3 }, { id: 4 }]);
    array.set([{ y: 5 }], 0);
    assertEquals(array.toJSON(), [{ x: 0, y: 5, id: 0 }, { x: 0, y: 0, id: 4 }]);
    array[1] = array[0]!;
    Object.assign(array[1]!, { x: 6 });
    array.fill({ id: 7 }, 0, 1);
    assertEquals(array.toJSON(), [{ x: 0, y: 0, id: 7 }, { x: 6, y: 5, id: 0 }]);
    assertEquals([array.indexOf({ y: 5, x: 6 }), array.includes({ id: 8 })], [1, false]);
  });

  it("is the same in every thread, with its value, its array, its type or alone", async () => {
    using value = new Value(Point, { x: 1, y: 2, id: 3 });
    using array = new SharedArray(Point, [{ x: 10 }, { x: 20 }]);
    using raw = new RawArray(Line, [{ label: "raw", ends: [{ x: 8 }, {}] }]);
    await inWorker(FIXTURES, movePoints, value, array, 0.5);
    assertEquals([value.x, array[0]!.x, array[1]!.x], [1.5, 10.5, 20.5]);
    assertEquals(await inWorker(FIXTURES, describePoints, Point, raw as never), [true, 24, "raw", 8]);
    assertEquals(await inWorker(FIXTURES, readRecord, array[1]!), 20.5);
    assertEquals(array[1]!.id, 99);
  });

  it("cannot be used once its memory has been disposed of", () => {
    const array = new SharedArray(Point, 2);
    const record = array[1]!;
    array[Symbol.dispose]();
    assertThrows(() => record.x, ReferenceError, "it has been disposed of");
    assertThrows(() => record.x = 1, ReferenceError);
    const value = new Value(Point);
    value[Symbol.dispose]();
    assertThrows(() => value.x, ReferenceError, "Cannot use a Value");
    assertThrows(() => value.x = 1, ReferenceError);
  });

  it("has no arithmetic and no text", () => {
    using value = new Value(Point) as unknown as Value<"i">;
    using array = new SharedArray(Point, 1) as unknown as SharedArray<"c">;
    assertThrows(() => value.add(1), TypeError, "Cannot add atomically in a Value of structs");
    assertThrows(() => value.exchange(1), TypeError, "of structs");
    assertThrows(() => array.value, TypeError, "of no characters");
    assertThrows(() => Line.plain({}), TypeError, "no record of this type");
  });

  it("shows itself, and leaves nothing behind", () => {
    const before = checkHeap();
    {
      using value = new Value(Point, { id: 5 });
      using array = new SharedArray(Point, 1);
      assertEquals(Deno.inspect(value), "Value({ x: 0, y: 0, id: 5 })");
      assertEquals(Deno.inspect(array), "SharedArray [ { x: 0, y: 0, id: 0 } ]");
      assertEquals(`${array}`, '[{"x":0,"y":0,"id":0}]');
      assertEquals(Deno.inspect(Point), 'struct({ x: "d", y: "d", id: "i" })');
      assert(Point instanceof StructType && value instanceof Value);
    }
    assertEquals(checkHeap(), before);
  });
});
