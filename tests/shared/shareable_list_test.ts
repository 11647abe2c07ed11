import fc from "npm:fast-check@4.10.2";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { FileExistsError, FileNotFoundError } from "../../engine/errors/system_errors.ts";
import { Process } from "../../mod.ts";
import { ShareableList } from "../../engine/shared/shareable_list.ts";
import type { Shareable } from "../../engine/shared/shareable_value.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { SharedMemory } from "../../engine/shared/shared_memory.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker } from "../support/engine_workers.ts";
import { changeList } from "./fixtures/naming.ts";

const FIXTURES = import.meta.resolve("./fixtures/naming.ts");

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const shareable: fc.Arbitrary<Shareable> = fc.oneof(
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  text,
  text.map((start) => `${start}\0\0`),
  fc.uint8Array({ maxLength: 20 }),
  fc.constant(null),
);

/** The bytes that a value needs. */
function bytesOf(value: Shareable): number {
  if (typeof value === "string") return new TextEncoder().encode(value).length;
  return value instanceof Uint8Array ? value.length : 8;
}

const naming = importTasks<typeof import("./fixtures/naming.ts")>(FIXTURES);

describe("ShareableList", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("keeps every value as it is, whatever its neighbours become", () => {
    const writes = fc.array(fc.tuple(fc.nat(20), shareable), { maxLength: 20 });
    fc.assert(fc.property(fc.array(shareable, { maxLength: 8 }), writes, (values, changes) => {
      using list = new ShareableList(values);
      const model = [...values];
      const room = values.map((value) => Math.max(8, Math.ceil(bytesOf(value) / 8) * 8));
      for (const [at, value] of changes) {
        if (at >= model.length) {
          assertThrows(() => list[at] = value, RangeError, `of length ${model.length}`);
        } else if (bytesOf(value) > room[at]!) {
          assertThrows(() => list[at] = value, RangeError, `in a slot of ${room[at]}`);
        } else {
          list[at - (at % 2) * model.length] = value;
          model[at] = value;
        }
        assertEquals([...list], model);
      }
      using same = new ShareableList(undefined, { name: list.shm.name });
      assertEquals([same.length, same.toJSON()], [model.length, model]);
    }));
  });

  it("loses none of what Python's does", () => {
    const hard = [
      "\0",
      "a\0\0",
      "\u00e9".repeat(8),
      "\ufeffmark",
      "\u{1f600}\u{1f600}",
      Uint8Array.of(0, 1, 0),
      "",
    ];
    using list = new ShareableList([...hard, 2n ** 63n - 1n, -0, NaN, "end"]);
    assertEquals([...list], [...hard, 2n ** 63n - 1n, -0, NaN, "end"]);
    assertEquals(list.format, "8s8s16s8s8s8s8sqdd8s");
  });

  it("counts and finds, and reads from the end", () => {
    using list = new ShareableList([1, "a", null, 1, Uint8Array.of(1, 2), true, 1n]);
    assertEquals([list.count(1), list.count(2), list.count(Uint8Array.of(1, 2))], [2, 0, 1]);
    assertEquals([list.indexOf(null), list.indexOf(1n), list.indexOf(false), list.includes("a")], [
      2,
      6,
      -1,
      true,
    ]);
    assertEquals([list.at(-1), list.at(7), list[-2], list.length], [1n, undefined, true, 7]);
    for (const index of [7, -8, 0.5]) {
      assertThrows(
        () => list[index],
        RangeError,
        `Cannot read index ${index} of a ShareableList of length 7`,
      );
    }
  });

  it("is empty without values", () => {
    for (const list of [new ShareableList(), new ShareableList(undefined, {}), new ShareableList([])]) {
      assertEquals([list.length, [...list], list.format, list.at(0)], [0, [], "", undefined]);
      list[Symbol.dispose]();
    }
  });

  it("writes its format, and itself, as Python does", () => {
    using list = new ShareableList<Shareable>(["howdy", new Uint8Array(5), -273.154, 100, null, true, 42n]);
    assertEquals(list.format, "8s8sdqxxxxxx?xxxxxxxx?q");
    [list[2], list[3], list[5]] = [1, 0.5, false];
    assertEquals(list.format, "8s8sqdxxxxxx?xxxxxxxx?q");
    using short = new ShareableList<Shareable>(["a", 1]);
    assertEquals(String(short), `ShareableList([ 'a', 1 ], name='${short.shm.name}')`);
  });

  it("has room for longer values if it is asked for", () => {
    using list = new ShareableList<Shareable>([1, "a"], { slotBytes: 30 });
    list[0] = "x".repeat(32);
    assertThrows(() => list[1] = "x".repeat(33), RangeError, "a value of 33 bytes in a slot of 32");
    assertEquals([...list], ["x".repeat(32), "a"]);
    using small = new ShareableList(["a"], { slotBytes: 0 });
    assertEquals(small.format, "8s");
  });

  it("takes any iterable, a string's characters among them", () => {
    using letters = new ShareableList("howdy");
    using numbers = new ShareableList(new Set([1, 2]));
    assertEquals([[...letters], [...numbers]], [["h", "o", "w", "d", "y"], [1, 2]]);
  });

  it("refuses values that it cannot hold, bad options and memory that holds no list", () => {
    const before = checkHeap();
    {
      using list = new ShareableList<Shareable>([1, 2]);
      for (const value of [undefined, {}, [1], () => 1, Symbol("s"), new Float64Array(1)]) {
        assertThrows(() => list[0] = value as never, TypeError, "must be a number, bigint, boolean, string");
        assertThrows(() => new ShareableList([value as never]), TypeError);
      }
      assertThrows(() => list[0] = 2n ** 63n, RangeError, "more than 64 bits");
      assertThrows(() => list[0] = "\ud800", TypeError, "surrogate");
      assertEquals([...list], [1, 2]);
      const { name } = list.shm;
      assertThrows(() => new ShareableList([1], { name }), FileExistsError);
      assertThrows(() => new ShareableList(undefined, { name: "no list" }), FileNotFoundError);
      assertThrows(() => new ShareableList([1], { size: 5 } as never), TypeError, "'size' is unknown");
      assertThrows(() => new ShareableList(5 as never), TypeError, "must be iterable: received 5");
      assertThrows(() => new ShareableList([1], { slotBytes: -1 }), RangeError, "'slotBytes'");
      for (const size of [1, 64]) {
        using other = new SharedMemory({ create: true, size });
        assertThrows(() => new ShareableList(undefined, { name: other.name }), TypeError, "holds none");
      }
      list.shm.buf.fill(255, 16);
      assertThrows(() => list[0], TypeError, "something wrote into its memory");
    }
    assertEquals(checkHeap(), before);
  });

  it("is the same list in every thread, sent or by its name; a copy is another", async () => {
    using list = new ShareableList<Shareable>(["original", 5, Uint8Array.of(1)]);
    using copied = new ShareableList(list);
    assertEquals(await inWorker(FIXTURES, changeList, list as never), ["changed", 5, Uint8Array.of(1)]);
    assertEquals(list[0], "changed");
    list[0] = "again";
    assertEquals(await inWorker(FIXTURES, changeList, list.shm.name), ["changed", 5, Uint8Array.of(1)]);
    assertEquals([list[0], copied[0]], ["changed", "original"]);
    assert(list.shm.name !== copied.shm.name);
  });

  it("is closed and unlinked through its memory", () => {
    const before = checkHeap();
    const list = new ShareableList([1, 2], { name: "numbers" });
    const same = new ShareableList<number>(undefined, { name: "numbers" });
    list.shm.close();
    assertThrows(() => list[0], ReferenceError, "Cannot use a SharedMemory");
    assertThrows(() => list.length, ReferenceError);
    assertEquals([...same], [1, 2]);
    same.shm.unlink();
    same[Symbol.dispose]();
    assertThrows(() => new ShareableList(undefined, { name: "numbers" }), FileNotFoundError);
    assertEquals(checkHeap(), before);
  });

  it("is found whole or not at all, whenever its maker is killed", async () => {
    using beats = new SharedArray("i", 1);
    let usedBytes: number | undefined;
    for (let i = 0; i < 5; i++) {
      const process = new Process({ target: naming.churnLists, args: ["churned", beats], daemon: true });
      const seen = beats.load(0);
      process.start();
      let found = 0;
      while (process.isAlive && (found < 50 || beats.load(0) < seen + 500)) {
        try {
          const list = new ShareableList<unknown>(undefined, { name: "churned" });
          assertEquals([...list], ["first", 2, "third"]);
          list.shm.close();
          found++;
        } catch (error) {
          if (!(error instanceof FileNotFoundError)) throw error;
        }
        await new Promise((resolve) => setTimeout(resolve));
      }
      assert(process.isAlive);
      process.kill();
      await process.join();
      try {
        const left = new ShareableList<unknown>(undefined, { name: "churned" });
        assertEquals([...left], ["first", 2, "third"]);
        left.shm.unlink();
        left.shm.close();
      } catch (error) {
        if (!(error instanceof FileNotFoundError)) throw error;
      }
      // The first round packs the function, once and for all.
      usedBytes ??= checkHeap().usedBytes;
      assertEquals(checkHeap().usedBytes, usedBytes);
    }
  });

  it("shows itself", () => {
    using list = new ShareableList([1, "a", null]);
    assertEquals([Deno.inspect(list), JSON.stringify(list)], [
      'ShareableList [ 1, "a", null ]',
      '[1,"a",null]',
    ]);
  });
});
