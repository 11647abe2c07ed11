import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { BoundedSemaphore, Pool, Queue, Semaphore, SharedArray, TimeoutError } from "../../mod.ts";
import { inWorker } from "../support/engine_workers.ts";
import { acquireAll, visit } from "./fixtures/syncing.ts";

const FIXTURES = import.meta.resolve("./fixtures/syncing.ts");

for (const Class of [Semaphore, BoundedSemaphore]) {
  describe(Class.name, () => {
    it("has one permit by default, and as many as it is given", async () => {
      using one = new Class();
      assertEquals([one.getValue(), one.locked()], [1, false]);
      using three = new Class(3);
      assertEquals(await Promise.all([three.acquire(), three.acquire()]), [true, true]);
      assert(three.acquireSync());
      assertEquals([three.getValue(), three.locked()], [0, true]);
      assertEquals(await three.acquire({ timeout: 0 }), false);
      assertEquals(three.acquireSync({ timeout: 1 }), false);
    });

    it("new refuses a value that is no number of permits", () => {
      for (const value of [-1, 1.5, NaN, 2 ** 31, "1" as never, null as never]) {
        assertThrows(() => new Class(value), RangeError, "must be an integer from 0");
      }
      using none = new Class(0);
      assertEquals(none.acquireSync({ timeout: 0 }), false);
    });

    it("release() wakes who waits, in order", async () => {
      using semaphore = new Class(1);
      await semaphore.acquire();
      const order: number[] = [];
      const waits = [1, 2, 3].map(async (number) => {
        await semaphore.acquire();
        order.push(number);
        semaphore.release();
      });
      semaphore.release();
      await Promise.all(waits);
      assertEquals(order, [1, 2, 3]);
      assertEquals(semaphore.getValue(), 1);
    });

    it("hold() gives its permit back once, at the end of its block", async () => {
      using semaphore = new Class(2);
      {
        using guard = await semaphore.hold();
        using _ = semaphore.holdSync();
        assertEquals(semaphore.getValue(), 0);
        await assertRejects(() => semaphore.hold({ timeout: 1 }), TimeoutError, "within 1 ms");
        assertThrows(() => semaphore.holdSync({ timeout: 0 }), TimeoutError);
        guard[Symbol.dispose]();
        assertEquals(semaphore.getValue(), 1);
      }
      assertEquals(semaphore.getValue(), 2);
    });

    it("is the same semaphore in other threads, as an argument and in a queue", async () => {
      using semaphore = new Class(5);
      using queue = new Queue<Semaphore>();
      await queue.put(semaphore);
      await using pool = new Pool(1);
      const drain = (queue: Queue<Semaphore>) => {
        using semaphore = queue.getSync();
        semaphore.acquireSync();
        return [semaphore.constructor.name, semaphore.getValue()];
      };
      assertEquals(await pool.run(drain, queue), [Class.name, 4]);
      assertEquals(await inWorker(FIXTURES, acquireAll, semaphore), 4);
      assertEquals(semaphore.getValue(), 0);
    });

    it("lets no more threads in than it has permits", async () => {
      using semaphore = new Class(2);
      using room = new SharedArray("i", 1);
      const found = await Promise.all([1, 2, 3].map(() => inWorker(FIXTURES, visit, semaphore, room, 2000)));
      assert(found.every((most) => most <= 2), `${found}`);
      assertEquals(room.at(0), 0);
      assertEquals(semaphore.getValue(), 2);
    });

    it("gets back what a dead thread held, and not what it acquired", async () => {
      using semaphore = new Class(4);
      await using pool = new Pool(1);
      const die = (semaphore: Semaphore) => {
        semaphore.acquireSync();
        semaphore.holdSync();
        semaphore.holdSync();
        Deno.exit(1);
      };
      await assertRejects(() => pool.run(die, semaphore));
      await pool.run(() => {});
      assertEquals(semaphore.getValue(), 3);
    });

    it("cannot be used once it has been disposed of, while its guards can", async () => {
      const semaphore = new Class(1);
      const guard = await semaphore.hold();
      const waiting = semaphore.acquire();
      semaphore[Symbol.dispose]();
      await assertRejects(() => waiting, ReferenceError, "it has been disposed of");
      assertThrows(() => semaphore.release(), ReferenceError);
      assertThrows(() => semaphore.getValue(), ReferenceError);
      await assertRejects(() => semaphore.acquire(), ReferenceError);
      guard[Symbol.dispose]();
    });
  });
}

describe("Semaphore", () => {
  it("release() adds permits without a limit but POSIX's", () => {
    using semaphore = new Semaphore(0);
    for (let count = 0; count < 10; count++) semaphore.release();
    assertEquals(semaphore.getValue(), 10);
    using full = new Semaphore(2 ** 31 - 1);
    assertThrows(() => full.release(), RangeError, "that has 2147483647 permits");
  });
});

describe("BoundedSemaphore", () => {
  it("release() refuses more permits than there were at first", async () => {
    using semaphore = new BoundedSemaphore(2);
    assertThrows(() => semaphore.release(), RangeError, "more often than it was acquired");
    await semaphore.acquire();
    semaphore.release();
    assertThrows(() => semaphore.release(), RangeError);
    assertEquals(semaphore.getValue(), 2);
    assert(semaphore instanceof Semaphore);
  });

  it("is not given more by a guard than there were", () => {
    using semaphore = new BoundedSemaphore(1);
    {
      using _ = semaphore.holdSync();
      semaphore.release();
    }
    assertEquals(semaphore.getValue(), 1);
  });
});
