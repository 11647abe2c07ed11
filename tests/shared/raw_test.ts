/** Values and arrays without locks, what is made of them, and what makes them. */
import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { TypeCode } from "../../engine/elements/element_types.ts";
import { copy, synchronized } from "../../engine/shared/sharedctypes.ts";
import { RawArray } from "../../engine/shared/raw_array.ts";
import { RawValue } from "../../engine/shared/raw_value.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { struct } from "../../engine/shared/struct/struct.ts";
import { Value } from "../../engine/shared/value.ts";
import { Lock, RLock } from "../../engine/sync/lock.ts";
import "../../engine/kernel/kernel_registry.ts";
import { grayscale } from "../../kernels/image.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker } from "../support/engine_workers.ts";
import { addUnderItsLock, classesOf, lockedElsewhere } from "./fixtures/sharing.ts";
import { Point } from "./fixtures/structs.ts";

const FIXTURES = import.meta.resolve("./fixtures/sharing.ts");

describe("RawValue and RawArray", () => {
  it("hold every type code of Python's", () => {
    const values: [TypeCode, unknown][] = [
      ...[["b", -1], ["B", 255], ["h", -2], ["H", 65535], ["i", -3], ["I", 2 ** 32 - 1]] as const,
      ...[["l", -4n], ["L", 2n ** 64n - 1n], ["q", -5n], ["Q", 6n], ["f", 0.5], ["d", 0.1]] as const,
      ...[["c", "x"], ["u", "\u4e2d"]] as const,
    ] as [TypeCode, unknown][];
    for (const [code, value] of values) {
      using raw = new RawValue(code, value as never);
      using array = new RawArray(code, [value, value] as never);
      assertEquals([raw.value, raw.typeCode], [value as never, code]);
      assertEquals([...array, array.length], [value as never, value as never, 2]);
    }
  });

  it("have no lock, and everything else", () => {
    const before = checkHeap();
    {
      using value = new RawValue("i", 5);
      using array = new RawArray("i", [1, 2]);
      assert(!("getLock" in value) && !("acquire" in value) && !("getObj" in array));
      assertEquals([value.add(1), array.add(-1, 1), `${value}`, `${array}`], [6, 3, "6", "1,3"]);
      assertEquals(Deno.inspect([value, array]), '[ RawValue("i", 6), RawArray("i") [ 1, 3 ] ]');
    }
    assertEquals(checkHeap(), before);
    assertThrows(() => new RawArray("i", -1), RangeError, "Cannot create a RawArray");
    assertThrows(() => new RawValue("k" as never), TypeError, "type code");
    assertEquals(checkHeap(), before);
  });

  it("are what they were in another thread", async () => {
    using raw = new RawValue("i", 5);
    using array = new RawArray("c", "abc");
    using value = new Value(Point);
    using shared = new SharedArray("d", 1);
    assertEquals(
      await inWorker(FIXTURES, classesOf, raw, array, value, shared, value.getObj(), shared.getObj()),
      ["RawValue", "RawArray", "Value", "SharedArray", "RawValue", "RawArray"],
    );
  });
});

describe("getObj()", () => {
  it("is the same memory without the lock, always the same object", () => {
    using value = new Value("i", 5);
    using array = new SharedArray(Point, 2);
    assertStrictEquals(value.getObj(), value.getObj());
    value.getObj().value += 1;
    array.getObj()[1]!.x = 7;
    assertEquals([value.value, array[1]!.x], [6, 7]);
    assert(value.getObj() instanceof RawValue && !(value.getObj() instanceof Value));
    assert(array.getObj() instanceof RawArray && !(array.getObj() instanceof SharedArray));
  });

  it("is disposed of with its object", () => {
    const value = new Value("i", 5);
    const raw = value.getObj();
    value[Symbol.dispose]();
    assertThrows(() => raw.value, ReferenceError);
    assertThrows(() => value.getObj(), ReferenceError);
  });
});

describe("acquire() and release()", () => {
  it("are those of the array's lock", async () => {
    using array = new SharedArray("i", 1);
    assert(await array.acquire() && array.acquireSync({ timeout: 0 }));
    assertEquals(array.getLock().locked(), true);
    array.release();
    array.release();
    assertEquals(array.getLock().locked(), false);
    using none = new SharedArray("i", 1, { lock: false });
    assertThrows(() => none.acquireSync(), TypeError, "created with { lock: false }");
  });
});

describe("asBytes()", () => {
  it("gives kernels the bytes of structs, where their offsets say", () => {
    const Pixel = struct({ red: "B", green: "B", blue: "B", alpha: "B" });
    using pixels = new SharedArray(Pixel, [{ red: 255 }, { red: 255, green: 255, blue: 255 }]);
    using gray = new SharedArray("f32", 2);
    grayscale(pixels.asBytes(), gray, 0, 2);
    assertEquals(gray.slice().map(Math.round), [54, 255]);
    const bytes = pixels.asBytes();
    bytes[Pixel.bytes + Pixel.offsets.green] = 7;
    assertEquals([pixels[1]!.green, bytes.length], [7, 8]);
    pixels[Symbol.dispose]();
    assertThrows(() => bytes[0], ReferenceError);
    assertThrows(() => pixels.asBytes(), ReferenceError);
  });
});

describe("copy()", () => {
  it("is independent of the original, and has no lock", () => {
    const before = checkHeap();
    {
      using array = new SharedArray(Point, [{ x: 1 }, { y: 2 }]);
      using value = new Value("q", 5n);
      using copied = copy(array);
      using number = copy(value);
      array[0]!.x = 10;
      number.value += 1n;
      assertEquals([copied.toJSON(), number.value, value.value], [
        [{ x: 1, y: 0, id: 0 }, { x: 0, y: 2, id: 0 }],
        6n,
        5n,
      ]);
      assertEquals(Deno.inspect(number), 'RawValue("q", 6n)');
      assert(!(copied instanceof SharedArray));
      using nothing = new RawArray("i", 0);
      using empty = copy(nothing);
      assertEquals(empty.length, 0);
    }
    assertThrows(() => copy({} as never), TypeError, "no shared value or array");
    assertEquals(checkHeap(), before);
  });

  it("refuses what has been disposed of", () => {
    const array = new RawArray("i", 5);
    array[Symbol.dispose]();
    assertThrows(() => copy(array), ReferenceError, "Cannot use a RawArray");
  });
});

describe("synchronized()", () => {
  it("gives a raw value or array a lock, in the same memory", async () => {
    using raw = new RawValue("i", 5);
    using value = synchronized(raw);
    assert(value.getLock() instanceof RLock);
    await Promise.all([1, 2].map(() => inWorker(FIXTURES, addUnderItsLock, value, 2000)));
    assertEquals(raw.value, 4005);
    using lock = new Lock();
    using points = synchronized(new RawArray(Point, 2), lock);
    assertStrictEquals(points.getLock(), lock);
    await lock.acquire();
    using other = synchronized(raw, lock);
    assertEquals(await inWorker(FIXTURES, lockedElsewhere, other), false);
  });

  it("refuses what has a lock, and what is no shared object", () => {
    using value = new Value("i");
    using array = new SharedArray("i", 1);
    using unlocked = new Value("i", 7, { lock: false });
    assertThrows(() => synchronized(value), TypeError, "has a lock already");
    assertThrows(() => synchronized(array), TypeError, "has a lock already");
    assertThrows(() => synchronized([] as never), TypeError, "no shared value or array");
    assertThrows(() => synchronized(new RawValue("i"), 5 as never), TypeError, "received 5");
    using locked = synchronized(unlocked);
    assert(locked.acquireSync());
    locked.release();
  });

  it("is disposed of apart from the raw one, and nothing is left", () => {
    const before = checkHeap();
    const raw = new RawArray("i", 5);
    const array = synchronized(raw);
    array[0] = 1;
    raw[Symbol.dispose]();
    assertEquals(array[0], 1);
    array[Symbol.dispose]();
    assertEquals(checkHeap(), before);
  });
});

describe("an array of characters", () => {
  it("value ends at the first NUL, and raw does not", () => {
    using text = new SharedArray("c", 8);
    assertEquals([text.value, text.raw], ["", "\0".repeat(8)]);
    text.value = "hello";
    text.value = "hi";
    assertEquals([text.value, text.raw], ["hi", "hi\0lo\0\0\0"]);
    text.value = "12345678";
    assertEquals([text.value, text.raw], ["12345678", "12345678"]);
    text.raw = "a\0b\0c\0d\0";
    assertEquals([text.value, text[2], text.slice(2, 5)], ["a", "b", "b\0c"]);
    using wide = new RawArray("u", "\u4e2d\u{1f600}\0x");
    assertEquals([wide.value, wide.raw, wide.length], ["\u4e2d\u{1f600}", "\u4e2d\u{1f600}\0x", 4]);
  });

  it("refuses text that is too long or has other characters, and keeps what it had", () => {
    using text = new SharedArray("c", "abc");
    assertThrows(() => text.value = "abcd", RangeError, "Cannot write 4 elements at index 0");
    assertThrows(() => text.raw = "ab", RangeError, "must stay 3");
    assertThrows(() => text.value = "\u0100", TypeError, "one Latin-1 character");
    assertThrows(() => text.value = 5 as never, TypeError, "a string is needed: received 5");
    assertEquals(text.raw, "abc");
  });
});
