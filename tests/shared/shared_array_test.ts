import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { OutOfMemoryError } from "../../engine/errors/system_errors.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { Lock } from "../../engine/sync/lock.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker } from "../support/engine_workers.ts";
import { double, read } from "./fixtures/sharing.ts";

const FIXTURES = import.meta.resolve("./fixtures/sharing.ts");

describe("new SharedArray()", () => {
  it("copies whatever lists its elements", () => {
    const sources: (Iterable<number> | ArrayLike<number>)[] = [
      [1, 2, 3],
      new Set([1, 2, 3]),
      Int32Array.of(1, 2, 3),
      Uint8Array.of(1, 2, 3),
      new SharedArray("i", [1, 2, 3]),
      { length: 3, 0: 1, 1: 2, 2: 3 },
      (function* () {
        yield* [1, 2, 3];
      })(),
    ];
    for (const source of sources) {
      using ints = new SharedArray("i", source);
      assertEquals([...ints], [1, 2, 3]);
    }
    using floats = new SharedArray("d", Float32Array.of(0.5, 1));
    assertEquals([...floats], [0.5, 1]);
    using text = new SharedArray("u", "a\u{1f600}");
    assertEquals([text.slice(), ...text], ["a\u{1f600}", "a", "\u{1f600}"]);
    using bigs = new SharedArray("q", [1n, 2n]);
    assertEquals([...bigs], [1n, 2n]);
  });

  it("gives that many zeroes, also in memory that was used before", () => {
    for (let i = 0; i < 3; i++) {
      using array = new SharedArray("d", 100);
      assert(array.view.every((value) => value === 0));
      array.fill(i + 1);
    }
    using none = new SharedArray("i", 0);
    assertEquals([...none], []);
  });

  it("refuses what it cannot hold and leaves nothing behind", () => {
    const before = checkHeap();
    for (const length of [-1, 1.5, NaN, Infinity]) {
      assertThrows(() => new SharedArray("i", length), RangeError, `received ${length}`);
    }
    assertThrows(() => new SharedArray("i", [1, 2.5]), TypeError, "received 2.5");
    assertThrows(() => new SharedArray("i", Float64Array.of(1, 0.5)), TypeError, "received 0.5");
    assertThrows(() => new SharedArray("q", [1 as never]), TypeError, "bigint");
    assertThrows(() => new SharedArray("i", null as never), TypeError, "must be iterable: received null");
    assertThrows(() => new SharedArray("k" as never, 5), TypeError, "type code");
    assertThrows(() => new SharedArray("i", 5, { locks: true } as never), TypeError, "'locks' is unknown");
    assertThrows(() => new SharedArray("d", 2 ** 31), OutOfMemoryError, `${2 ** 34} bytes`);
    assertEquals(checkHeap(), before);
  });
});

describe("SharedArray", () => {
  it("[index] reads and writes, from the end if negative", () => {
    using array = new SharedArray("i", [1, 2, 3]);
    array[0] = 10;
    array[-1]! += 5;
    array[1]!++;
    assertEquals([array[0], array[1], array[2], array[-3]], [10, 3, 8, 10]);
  });

  it("[index] refuses an index that is out of range", () => {
    using array = new SharedArray("i", [1, 2, 3]);
    for (const index of [3, -4, 1.5, 2 ** 32, 1e21]) {
      const text = `index ${index} of a SharedArray of length 3`;
      assertThrows(() => array[index], RangeError, `Cannot read ${text}`);
      assertThrows(() => array[index] = 1, RangeError, `Cannot write ${text}`);
    }
    assertThrows(() => array[0] = 1.5, TypeError);
    assertEquals([...array], [1, 2, 3]);
  });

  it("is an ordinary object for every other name", () => {
    using array = new SharedArray("i", [1]) as SharedArray<"i"> & Record<string, unknown>;
    assertEquals([array.nothing, array.then, "nothing" in array], [undefined, undefined, false]);
    array.label = "mine";
    assertEquals([array.label, Object.keys(array)], ["mine", ["label"]]);
    assert(array instanceof SharedArray && array instanceof Object);
  });

  it("at(), slice(), indexOf() and includes() are those of arrays", () => {
    const plain = [5, 6, 7, 5];
    using array = new SharedArray("i", plain);
    for (const i of [0, 3, 4, -1, -4, -5]) assertEquals(array.at(i), plain.at(i));
    for (const [start, end] of [[0, 2], [1, undefined], [-2, undefined], [3, 1], [0, 99]] as const) {
      assertEquals(array.slice(start, end), plain.slice(start, end));
    }
    for (const x of [5, 7, 8]) {
      assertEquals(array.indexOf(x), plain.indexOf(x));
      assertEquals(array.indexOf(x, 1), plain.indexOf(x, 1));
      assertEquals(array.includes(x), plain.includes(x));
    }
    using text = new SharedArray("c", "hello");
    assertEquals([text.indexOf("l"), text.includes("z"), text.slice(1)], [2, false, "ello"]);
  });

  it("set() writes all or nothing", () => {
    using array = new SharedArray("i", 4);
    array.set([1, 2], 1);
    assertEquals([...array], [0, 1, 2, 0]);
    assertThrows(() => array.set([7, 8.5]), TypeError);
    assertThrows(() => array.set([7, 8], 3), RangeError, "Cannot write 2 elements at index 3");
    assertThrows(() => array.set([7], -1), RangeError);
    assertEquals([...array], [0, 1, 2, 0]);
    array.fill(9, 2);
    assertEquals([...array], [0, 1, 9, 9]);
  });

  it("add() adds as one step", () => {
    using array = new SharedArray("B", [250, 0]);
    assertEquals(array.add(0, 10), 4);
    assertEquals(array.add(-1, 1), 1);
    assertThrows(() => array.add(2, 1), RangeError, "Cannot add to index 2");
  });

  it("view, buffer and byteOffset are the shared memory itself", () => {
    using array = new SharedArray("d", [1, 2]);
    array.view[1] = 0.25;
    assertEquals(array[1], 0.25);
    assertEquals(new Float64Array(array.buffer, array.byteOffset, 2)[1], 0.25);
  });

  it("is the same array in every thread", async () => {
    using array = new SharedArray("d", [1, 2, 3]);
    assertEquals(await inWorker(FIXTURES, double, array), 3);
    assertEquals([...array], [2, 4, 6]);
    using text = new SharedArray("u", "abc", { lock: false });
    using locked = new SharedArray("q", [5n], { lock: new Lock() });
    assertEquals(await inWorker(FIXTURES, read, text, locked), ["abc", [5n]]);
  });

  it("refuses every use after it has been disposed of", () => {
    const array = new SharedArray("i", [1, 2]);
    array[Symbol.dispose]();
    const uses = [
      ...[() => array[0], () => array[0] = 1, () => array.length, () => array.view, () => array.slice()],
      ...[() => [...array], () => array.getLock(), () => array.byteOffset],
    ];
    for (const use of uses) {
      assertThrows(use, ReferenceError, "Cannot use a SharedArray: it has been disposed of");
    }
  });

  it("shows itself", () => {
    using array = new SharedArray("i", [1, 2, 3]);
    assertEquals(`${array}`, "1,2,3");
    assertEquals(JSON.stringify(array), "[1,2,3]");
    assertEquals(Deno.inspect(array), 'SharedArray("i") [ 1, 2, 3 ]');
  });
});
