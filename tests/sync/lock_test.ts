import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { Lock, RLock } from "../../engine/sync/lock.ts";
import { inWorker, startWorker } from "../support/engine_workers.ts";
import { abandon, addUnderLock, addUnderLockSync, releaseElsewhere, tryAcquire } from "./fixtures/locking.ts";

const FIXTURES = import.meta.resolve("./fixtures/locking.ts");

for (const Class of [Lock, RLock]) {
  describe(Class.name, () => {
    it("acquire() and release() change locked", async () => {
      using lock = new Class();
      assertEquals(lock.locked(), false);
      assertEquals(await lock.acquire(), true);
      assertEquals(lock.locked(), true);
      lock.release();
      assertEquals(lock.acquireSync(), true);
      lock.release();
      assertEquals(lock.locked(), false);
    });

    it("release() refuses a lock that is not held", () => {
      using lock = new Class();
      assertThrows(() => lock.release(), Error, Class === Lock ? "that is not held" : "does not hold it");
    });

    it("acquire() gives up after its timeout while another thread holds it", async () => {
      using lock = new Class();
      await lock.acquire();
      assertEquals(await inWorker(FIXTURES, tryAcquire, lock), [false, false, true]);
      lock.release();
      assertEquals((await inWorker(FIXTURES, tryAcquire, lock))[0], true);
    });

    it("acquire() and hold() refuse bad options", async () => {
      using lock = new Class();
      await assertRejects(() => lock.acquire({ timeout: -1 }), RangeError, "received -1");
      await assertRejects(() => lock.hold({ timeout: 0.5 }), RangeError, "looks like seconds");
      assertThrows(() => lock.acquireSync({ timeout: NaN }), RangeError, "received NaN");
      assertThrows(() => lock.holdSync({ block: false } as never), TypeError, "'block' is unknown");
      assertEquals(lock.locked(), false);
    });

    it("hold() releases at the end of its block, once", async () => {
      using lock = new Class();
      {
        using guard = await lock.hold();
        assert(lock.locked());
        guard[Symbol.dispose]();
        assert(!lock.locked());
      }
      {
        using _ = lock.holdSync();
        assert(lock.locked());
      }
      assert(!lock.locked());
    });

    it("is free after its owner died, and the next to acquire it is told", async () => {
      using lock = new Class();
      await inWorker(FIXTURES, abandon, lock, Class === RLock ? 3 : 1);
      assertEquals(lock.abandoned, false);
      assertEquals(await lock.acquire({ timeout: 0 }), true);
      assertEquals(lock.abandoned, true);
      lock.release();
      await lock.acquire();
      assertEquals(lock.abandoned, false);
      lock.release();
    });

    it("wakes who waits for it when its owner dies", async () => {
      using lock = new Class();
      const { result } = startWorker(FIXTURES, abandon, lock, 1);
      while (!lock.locked()) await new Promise((resolve) => setTimeout(resolve));
      assertEquals(await lock.acquire(), true);
      assert(lock.abandoned);
      await result;
    });

    it("cannot be used once it has been disposed of, also by who waits", async () => {
      const lock = new Class();
      using other = new Lock();
      await lock.acquire();
      const twin = startWorker(FIXTURES, addUnderLock, other, new SharedArray("i", 1), 0);
      lock[Symbol.dispose]();
      lock[Symbol.dispose]();
      assertThrows(() => lock.locked(), ReferenceError, "it has been disposed of");
      assertThrows(() => lock.release(), ReferenceError);
      await assertRejects(() => lock.acquire(), ReferenceError);
      await twin.result;
    });

    it("keeps four threads out of each other's way, blocked or not", async () => {
      using lock = new Class();
      using counter = new SharedArray("i", 1);
      // An RLock does not keep the functions of one thread apart.
      const waiting = Class === Lock ? addUnderLock : addUnderLockSync;
      await Promise.all([
        inWorker(FIXTURES, addUnderLockSync, lock, counter, 20_000),
        inWorker(FIXTURES, addUnderLockSync, lock, counter, 20_000),
        inWorker(FIXTURES, waiting, lock, counter, 5_000),
        inWorker(FIXTURES, waiting, lock, counter, 5_000),
      ]);
      assertEquals(counter[0], 50_000);
    });
  });
}

describe("Lock", () => {
  it("does not nest, and serves who waits in order", async () => {
    using lock = new Lock();
    await lock.acquire();
    const order: number[] = [];
    const waits = [1, 2, 3].map(async (i) => {
      await lock.acquire();
      order.push(i);
      lock.release();
    });
    assertEquals(await lock.acquire({ timeout: 1 }), false);
    await assertRejects(() => lock.hold({ timeout: 1 }), TimeoutError, "within 1 ms");
    assertThrows(() => lock.holdSync({ timeout: 0 }), TimeoutError);
    lock.release();
    await Promise.all(waits);
    assertEquals(order, [1, 2, 3]);
  });

  it("may be released by another thread than its owner", async () => {
    using lock = new Lock();
    await lock.acquire();
    assertEquals(await inWorker(FIXTURES, releaseElsewhere, lock), "released");
    assertEquals(lock.locked(), false);
  });

  it("acquire() rejects with its signal's reason, and takes nothing then", async () => {
    using lock = new Lock();
    await lock.acquire();
    const controller = new AbortController();
    const waiting = lock.acquire({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => waiting, Error, "enough");
    lock.release();
    assertEquals(lock.locked(), false);
  });

  it("fails who waits in this thread when it is disposed of", async () => {
    const lock = new Lock();
    await lock.acquire();
    const waiting = lock.acquire();
    lock[Symbol.dispose]();
    await assertRejects(() => waiting, ReferenceError, "it has been disposed of");
  });
});

describe("RLock", () => {
  it("nests as often as it is released", async () => {
    using lock = new RLock();
    for (let i = 0; i < 3; i++) await lock.acquire({ timeout: 0 });
    for (let i = 0; i < 3; i++) {
      assert(lock.locked());
      lock.release();
    }
    assert(!lock.locked());
  });

  it("refuses to be released by another thread than its owner", async () => {
    using lock = new RLock();
    await lock.acquire();
    assertEquals(
      await inWorker(FIXTURES, releaseElsewhere, lock),
      "Cannot release an RLock as this thread does not hold it",
    );
    assert(lock.locked());
    lock.release();
  });
});
