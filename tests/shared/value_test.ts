import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { thread } from "../../engine/memory/thread.ts";
import type { TypeCode } from "../../engine/elements/element_types.ts";
import { Value } from "../../engine/shared/value.ts";
import { Lock, RLock } from "../../engine/sync/lock.ts";
import { OBJECT_COUNT } from "../../engine/core/layout.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker } from "../support/engine_workers.ts";
import { addOften, addUnderItsLock, compareAndSwap, lockedElsewhere, read } from "./fixtures/sharing.ts";

const FIXTURES = import.meta.resolve("./fixtures/sharing.ts");

describe("Value", () => {
  it("is zero unless a value is given", () => {
    const zeroes: [TypeCode, unknown][] = [["i", 0], ["f64", 0], ["q", 0n], ["c", "\0"], ["u", "\0"]];
    for (const [code, zero] of zeroes) {
      using value = new Value(code);
      assertEquals(value.value, zero);
    }
  });

  it("wraps and rounds what it is given as Python does", () => {
    using int = new Value("i", 2 ** 31);
    assertEquals(int.value, -(2 ** 31));
    using float = new Value("f", 0.1);
    assertEquals(float.value, Math.fround(0.1));
    using character = new Value("u", "\u{1f600}");
    assertEquals(character.value, "\u{1f600}");
  });

  it("refuses a value that its type does not hold, and keeps what it had", () => {
    assertThrows(() => new Value("x" as never), TypeError, 'received "x"');
    assertThrows(() => new Value("i", 1.5), TypeError, "an integer");
    using value = new Value("i", 5);
    for (const wrong of [1.5, NaN, "7", 7n, null]) {
      assertThrows(() => value.value = wrong as never, TypeError);
    }
    assertThrows(() => value.add(0.5), TypeError);
    assertEquals(value.value, 5);
  });

  it("refuses bad options before it takes memory", () => {
    const before = checkHeap();
    assertThrows(() => new Value("i", 1, { lck: true } as never), TypeError, "the options are lock");
    assertThrows(() => new Value("i", 1, { lock: 5 } as never), TypeError, "received 5");
    assertThrows(() => new Value("i", "1" as never), TypeError);
    assertEquals(checkHeap(), before);
  });

  it("add(), exchange() and compareExchange() give what they say", () => {
    using value = new Value("d", 1.5);
    assertEquals(value.add(2), 3.5);
    assertEquals(value.exchange(10), 3.5);
    assertEquals(value.compareExchange(11, 12), 10);
    assertEquals(value.compareExchange(10, 12), 10);
    assertEquals(value.value, 12);
    using character = new Value("c", "a");
    assertEquals(character.exchange("b"), "a");
    assertEquals(character.compareExchange("b", "c"), "b");
    // @ts-expect-error: there is no arithmetic of characters
    assertThrows(() => character.add("d"), TypeError, "Cannot add atomically in a Value of characters");
    using big = new Value("Q", 2n ** 64n - 1n);
    assertEquals(big.add(2n), 1n);
  });

  it("is the same value in every thread, for every type", async () => {
    using int = new Value("i", -7);
    using big = new Value("q", 2n ** 40n);
    using float = new Value("d", 0.1);
    using character = new Value("c", "\u00e9");
    assertEquals(await inWorker(FIXTURES, read, int, big, float, character), [-7, 2n ** 40n, 0.1, "\u00e9"]);
  });

  it("add() and compareExchange() lose no update of another thread's", async () => {
    using int = new Value("i");
    using float = new Value("d");
    using big = new Value("q");
    using single = new Value("f");
    const other = inWorker(FIXTURES, addOften, int, 1, 50_000);
    await Promise.all([
      ...[other, inWorker(FIXTURES, addOften, int, 1, 50_000)],
      ...[1, 2].map(() => inWorker(FIXTURES, addOften, float, 0.5, 20_000)),
      ...[1, 2].map(() => inWorker(FIXTURES, addOften, big, 3n, 20_000)),
      ...[1, 2].map(() => inWorker(FIXTURES, compareAndSwap, single, 20_000)),
    ]);
    assertEquals([int.value, float.value, big.value, single.value], [100_000, 20_000, 120_000n, 40_000]);
  });

  it("getLock() makes `+=` safe between threads", async () => {
    using value = new Value("i");
    await Promise.all([1, 2].map(() => inWorker(FIXTURES, addUnderItsLock, value, 10_000)));
    assertEquals(value.value, 20_000);
  });

  it("has an RLock of its own, the given lock, or none", async () => {
    using own = new Value("i", 1);
    assert(own.getLock() instanceof RLock);
    assertStrictEquals(own.getLock(), own.getLock());
    assert(await own.acquire());
    assertEquals(await inWorker(FIXTURES, lockedElsewhere, own), false);
    own.release();
    assertEquals(await inWorker(FIXTURES, lockedElsewhere, own), true);

    using lock = new Lock();
    using given = new Value("i", 1, { lock });
    assertStrictEquals(given.getLock(), lock);
    await lock.acquire();
    assertEquals(await inWorker(FIXTURES, lockedElsewhere, given), false);
    lock.release();

    using none = new Value("i", 1, { lock: false });
    assertThrows(() => none.getLock(), TypeError, "created with { lock: false }");
  });

  it("keeps a given lock alive, also when its maker has let go of it", async () => {
    const lock = new Lock();
    using value = new Value("i", 1, { lock });
    await lock.acquire();
    lock[Symbol.dispose]();
    assertEquals(await inWorker(FIXTURES, lockedElsewhere, value), false);
  });

  it("refuses every use after it has been disposed of", () => {
    const value = new Value("i", 1);
    value[Symbol.dispose]();
    value[Symbol.dispose]();
    const uses = [
      () => value.value,
      () => value.value = 1,
      () => value.add(1),
      () => value.getLock(),
      () => `${value}`,
    ];
    for (const use of uses) assertThrows(use, ReferenceError, "Cannot use a Value: it has been disposed of");
  });

  it("leaves nothing behind when it is disposed of, with its lock", () => {
    const before = checkHeap();
    for (let i = 0; i < OBJECT_COUNT + 10; i++) {
      using value = new Value("i", i);
      value.getLock();
    }
    assertEquals(checkHeap(), before);
  });

  it("shows itself", () => {
    using value = new Value("i", 5);
    assertEquals(`${value}`, "5");
    assertEquals(JSON.stringify({ value }), '{"value":5}');
    assertEquals(Deno.inspect([value]), '[ Value("i", 5) ]');
  });

  it("lies at its byteOffset in the data memory", () => {
    using value = new Value("i", 12345);
    assertEquals(new DataView(thread().bytes.buffer).getInt32(value.byteOffset, true), 12345);
  });
});
