import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Event, Lock, Process, RLock, Value } from "../../mod.ts";
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

/** A process acquires a lock, says whether it is locked, and waits. */
async function lockedElsewhere(lock: Lock | RLock): Promise<void> {
  using acquired = new Event();
  using seen = new Event();
  using isLocked = new Value("b", 0);
  const target = (lock: Lock | RLock, acquired: Event, seen: Event, isLocked: Value<"b">) => {
    lock.acquireSync();
    isLocked.value = Number(lock.locked());
    acquired.set();
    seen.waitSync();
  };
  const process = new Process({ target, args: [lock, acquired, seen, isLocked] });
  process.start();
  await acquired.wait();
  assert(lock.locked());
  assertMatch(String(lock), / locked>$/);
  assertEquals(isLocked.value, 1);
  seen.set();
  await process.join();
}

const NO_OWNER = "the text of a lock tells whether it is locked, not who holds it, nor how often";

suite("_test_multiprocessing", "_TestLock", ({ same, inPart }) => {
  inPart("test_repr_lock", NO_OWNER, async () => {
    using lock = new Lock();
    assertMatch(String(lock), /^<Lock at 0x[0-9a-f]+ unlocked>$/);
    lock.acquireSync();
    assertMatch(String(lock), /^<Lock at 0x[0-9a-f]+ locked>$/);
    lock.release();
    await lockedElsewhere(lock);
  });

  inPart("test_repr_rlock", NO_OWNER, async () => {
    using lock = new RLock();
    assertMatch(String(lock), /^<RLock at 0x[0-9a-f]+ unlocked>$/);
    for (let depth = 0; depth < 3; depth++) lock.acquireSync();
    assertMatch(String(lock), /^<RLock at 0x[0-9a-f]+ locked>$/);
    for (let depth = 0; depth < 3; depth++) lock.release();
    await lockedElsewhere(lock);
  });

  same("test_lock_locked_2processes", async () => {
    using lock = new Lock();
    await lockedElsewhere(lock);
  });

  same("test_rlock_locked_2processes", async () => {
    using lock = new RLock();
    await lockedElsewhere(lock);
  });

  same("test_rlock_context", async () => {
    using lock = new RLock();
    {
      using _ = await lock.hold();
      using again = lock.holdSync();
      assert(lock.locked());
      assert(again !== undefined);
    }
    assert(!lock.locked());
  });

  same("test_lock", async () => {
    using lock = new Lock();
    assertEquals(await lock.acquire(), true);
    assert(lock.locked());
    assertEquals(await lock.acquire({ timeout: 0 }), false);
    assertEquals(lock.acquireSync({ timeout: 0 }), false);
    assertEquals(await useElsewhere(lock), 0);
    assertEquals(lock.release(), undefined);
    assert(!lock.locked());
    assertThrows(() => lock.release(), Error, "that is not held");
    assertEquals(await useElsewhere(lock), 1);
  });

  same("test_rlock", async () => {
    using lock = new RLock();
    for (let depth = 0; depth < 3; depth++) assertEquals(await lock.acquire(), true);
    assertEquals(await useElsewhere(lock), 0);
    for (let depth = 0; depth < 3; depth++) {
      assert(lock.locked());
      assertEquals(lock.release(), undefined);
    }
    assert(!lock.locked());
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
