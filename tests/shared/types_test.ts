/** What the compiler must infer of shared data, and refuse. The types are the test; the bodies make sure that it is no mere claim. */
import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  copy,
  RawArray,
  RawValue,
  type Shareable,
  ShareableList,
  SharedArray,
  struct,
  type StructRecord,
  synchronized,
  Value,
} from "../../mod.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** Compiles only if `Actual` is exactly what is named as the first type argument. */
function isType<Expected>(): <Actual>(value: Actual, isExact: Equal<Actual, Expected>) => Actual {
  return (value) => value;
}

const Point = struct({ x: "d", y: "d", id: "q" });
const Line = struct({ from: Point, label: ["c", 8], weights: ["f", 2], ends: [Point, 2] });

describe("types of shared data", () => {
  it("a Value and a SharedArray have what their type code says", () => {
    using int = new Value("i");
    using big = new Value("q", 1n);
    using text = new SharedArray("c", "abc");
    using floats = new SharedArray("d", [1, 2]);
    isType<number>()(int.value, true);
    isType<bigint>()(big.add(1n), true);
    isType<string>()(text.slice(), true);
    isType<string>()(text.value, true);
    isType<number[]>()(floats.slice(), true);
    isType<Float64Array<SharedArrayBuffer>>()(floats.view, true);
    isType<RawArray<"d">>()(floats.getObj(), true);
    isType<RawValue<"i">>()(int.getObj(), true);
    // @ts-expect-error: 64-bit integers are bigints
    assertThrows(() => new Value("q", 5), TypeError);
    // @ts-expect-error: no such type code
    assertThrows(() => new Value("z"), TypeError);
    // @ts-expect-error: the elements are numbers
    assertThrows(() => new SharedArray("i", ["a"]), TypeError);
    // @ts-expect-error: a number is no character
    assertThrows(() => text[0] = 5, TypeError);
    // @ts-expect-error: there is no arithmetic of characters
    assertThrows(() => text.add(0, "a"), TypeError);
    // @ts-expect-error: floats have no bits
    assertThrows(() => floats.or(0, 1), TypeError);
    // @ts-expect-error: numbers have no text
    assertThrows(() => floats.value = "text", TypeError);
    using raw = new RawValue("i", 5);
    // @ts-expect-error: a raw value has no lock
    assertThrows(() => raw.getLock(), TypeError);
  });

  it("the fields of a struct are inferred, everywhere", () => {
    using point = new Value(Point, { x: 1 });
    using points = new SharedArray(Point, [{ y: 2 }, { id: 3n }]);
    using lines = new RawArray(Line, 2);
    isType<number>()(point.x, true);
    isType<bigint>()(point.id, true);
    isType<number>()(point.value.y, true);
    isType<number | undefined>()(points.at(0)?.y, true);
    isType<string>()(lines[0]!.label, true);
    isType<Float32Array<SharedArrayBuffer>>()(lines[0]!.weights, true);
    isType<bigint>()(lines[0]!.from.id, true);
    isType<{ readonly x: number; readonly y: number; readonly id: number }>()(Point.offsets, true);
    isType<number[]>()(Line.plain(lines[0]!).weights, true);
    const named: StructRecord<typeof Point.fields> = points[0]!;
    points[1] = { x: 1, y: 2, id: 3n };
    assertEquals(named.y, 2);
    // @ts-expect-error: the field is a number
    assertThrows(() => point.x = "1", TypeError);
    // @ts-expect-error: there is no such field
    assertThrows(() => new Value(Point, { z: 1 }), TypeError);
    // @ts-expect-error: there is no such field either
    assertEquals(point.z, undefined);
    // @ts-expect-error: a row of numbers is filled, not replaced
    lines[0]!.weights = new Float32Array(2);
    // @ts-expect-error: a field of this type there is not
    assertThrows(() => struct({ x: "double" }), TypeError);
    // @ts-expect-error: structs have no arithmetic
    assertThrows(() => point.add(1), TypeError);
  });

  it("copies and synchronized objects are of the same type", () => {
    using ints = new SharedArray("i", 2);
    using raw = new RawValue(Point, { x: 5 });
    using copied = isType<RawArray<"i">>()(copy(ints), true);
    using locked = synchronized(raw);
    using twin = copy(raw);
    isType<number>()(locked.x, true);
    isType<number>()(twin.x, true);
    locked.release;
    assertEquals([copied.length, locked.x, twin.x], [2, 5, 5]);
    // @ts-expect-error: no shared value
    assertThrows(() => copy([1]), TypeError);
  });

  it("a ShareableList has the types of its values", () => {
    using list = new ShareableList([1, "a", null]);
    isType<ShareableList<string | number | null>>()(list, true);
    list[0] = "b";
    using any = new ShareableList(undefined, { name: list.shm.name });
    isType<ShareableList<Shareable>>()(any, true);
    // @ts-expect-error: a list holds no objects
    assertThrows(() => new ShareableList([{}]), TypeError);
    // @ts-expect-error: this one holds no booleans
    list[0] = true;
    assertEquals([...any], [true, "a", null]);
  });
});
