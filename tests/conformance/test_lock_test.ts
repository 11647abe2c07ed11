import { assert, assertEquals, assertThrows } from "@std/assert";
import { Lock, Process, RLock } from "../../mod.ts";
import { suite } from "./conform.ts";

/** Acquires and releases a lock in another process. */
async function useElsewhere(lock: Lock | RLock): Promise<number> {
  const target = (lock: Lock | RLock) => {
    const could = lock.acquireSync({ timeout: 0 });
    if (could) lock.release();
    Deno.exit(could ? 1 : 0);
  };
  const process = new Process({ target, args: [lock] });
  process.start();
  return await process.exited;
}

suite("_test_multiprocessing", "_TestLock", ({ same }) => {
  same("test_lock", async () => {
    using lock = new Lock();
    assertEquals(await lock.acquire(), true);
    assertEquals(await lock.acquire({ timeout: 0 }), false);
    assertEquals(lock.acquireSync({ timeout: 0 }), false);
    assertEquals(await useElsewhere(lock), 0);
    assertEquals(lock.release(), undefined);
    assertThrows(() => lock.release(), Error, "that is not held");
    assertEquals(await useElsewhere(lock), 1);
  });

  same("test_rlock", async () => {
    using lock = new RLock();
    for (let depth = 0; depth < 3; depth++) assertEquals(await lock.acquire(), true);
    assertEquals(await useElsewhere(lock), 0);
    for (let depth = 0; depth < 3; depth++) assertEquals(lock.release(), undefined);
    assertThrows(() => lock.release(), Error, "this thread does not hold it");
  });

  same("test_lock_context", async () => {
    using lock = new Lock();
    {
      using _ = await lock.hold();
      assert(lock.locked());
    }
    {
      using _ = lock.holdSync();
      assert(lock.locked());
    }
    assert(!lock.locked());
  });
});
