/** Locks and their kin between inline processes. `everywhere_test.ts` runs these where there are no threads. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  Barrier,
  BoundedSemaphore,
  BrokenBarrierError,
  Condition,
  Event,
  Lock,
  Pool,
  Process,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  TimeoutError,
  Value,
} from "../../mod.ts";
import { canTellWhoRuns } from "./fixtures/can_tell_who_runs.ts";

const backend = "inline";
const pause = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Starts a process. */
function start<A extends unknown[]>(target: (...args: A) => unknown, ...args: A): Process {
  const process = new Process<unknown[]>({ target: target as never, args, backend });
  process.start();
  return process;
}

/** Reads, awaits something, and writes: it loses counts unless it is alone. */
const count = async (guard: { hold(): Promise<Disposable> }, counts: SharedArray<"i">) => {
  for (let round = 0; round < 5; round++) {
    using _ = await guard.hold();
    const before = counts[0]!;
    await new Promise((resolve) => setTimeout(resolve));
    counts[0] = before + 1;
  }
};

describe("locks between inline processes", () => {
  const guards = [
    new Lock(),
    new RLock(),
    new Semaphore(1),
    new BoundedSemaphore(1),
    new Condition(),
    new Condition(new Lock()),
  ];
  for (const guard of guards) {
    const owned = guard instanceof RLock || (guard instanceof Condition && guard === guards[4]);
    it(`keep them out of each other's way: ${guard.constructor.name} ${guards.indexOf(guard)}`, {
      ignore: owned && !canTellWhoRuns,
    }, async () => {
      using counts = new SharedArray("i", 1);
      const processes = Array.from({ length: 4 }, () => start(count, guard as Lock, counts));
      await count(guard, counts);
      for (const process of processes) await process.join();
      assertEquals(counts[0], 25);
    });
  }

  it("keep tasks of a pool apart too", async () => {
    await using pool = new Pool({ processes: 3, backend });
    using lock = new Lock();
    using counts = new SharedArray("i", 1);
    await pool.starmap(count, [[lock, counts], [lock, counts], [lock, counts]] as never, { chunkSize: 1 });
    assertEquals(counts[0], 15);
  });

  it("nest if they are RLocks, also while others wait, and belong to who acquired them", {
    ignore: !canTellWhoRuns,
  }, async () => {
    using lock = new RLock();
    const nest = async (lock: RLock) => {
      using _ = await lock.hold();
      await new Promise((resolve) => setTimeout(resolve));
      using __ = await lock.hold();
      await lock.acquire();
      await new Promise((resolve) => setTimeout(resolve));
      await lock.acquire({ timeout: 100 });
      lock.acquireSync();
      for (let depth = 0; depth < 3; depth++) lock.release();
    };
    const processes = [start(nest, lock), start(nest, lock), start(nest, lock)];
    for (const process of processes) await process.join();
    assertEquals(processes.map(({ exitCode }) => exitCode), [0, 0, 0]);

    await lock.acquire();
    const thief = start(
      (lock: RLock, seen: Queue<string>) => {
        try {
          lock.release();
        } catch (error) {
          seen.putSync((error as Error).message);
        }
      },
      lock,
      new Queue<string>(),
    );
    await thief.join();
    assertEquals(lock.locked(), true);
    lock.release();
    assertThrows(() => lock.release(), Error, "this thread does not hold it");
  });

  it(
    "are given back as abandoned when their holder is killed, or forgets them",
    { ignore: !canTellWhoRuns },
    async () => {
      using lock = new Lock();
      using semaphore = new Semaphore(1);
      const hold = async (lock: Lock, semaphore: Semaphore, forever: boolean) => {
        await lock.acquire();
        const _ = await semaphore.hold();
        if (forever) await new Promise(() => {});
      };
      const forgetful = start(hold, lock, semaphore, false);
      await forgetful.join();
      assertEquals([lock.locked(), await lock.acquire(), lock.abandoned, semaphore.getValue()], [
        false,
        true,
        true,
        1,
      ]);
      lock.release();
      const killed = start(hold, lock, semaphore, true);
      await pause();
      assertEquals([lock.locked(), semaphore.getValue()], [true, 0]);
      const waiting = lock.acquire();
      killed.kill();
      assertEquals([await waiting, lock.abandoned, semaphore.getValue()], [true, true, 1]);
      lock.release();
      await using pool = new Pool({ processes: 1, backend });
      await assertRejects(() => pool.apply(hold, [lock, semaphore, true], { timeout: 5 }), TimeoutError);
      assertEquals([lock.locked(), semaphore.getValue()], [false, 1]);
    },
  );

  it(
    "are not touched any more by who was killed, whatever it still does",
    { ignore: !canTellWhoRuns },
    async () => {
      using lock = new Lock();
      // Its handles are gone, but those of this thread it can see too.
      const said: string[] = [];
      const process = start(async () => {
        {
          using _ = await lock.hold();
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        try {
          lock.acquireSync();
        } catch (error) {
          said.push((error as Error).message);
        }
        await new Event().wait({ timeout: 1 });
        said.push("never");
      });
      await pause();
      process.kill();
      assertEquals([await lock.acquire(), lock.abandoned], [true, true]);
      while (said.length === 0) await pause();
      assertEquals([said, lock.locked()], [[`Cannot go on as "${process.name}" was terminated`], true]);
      lock.release();
      for (let turn = 0; turn < 5; turn++) await pause();
      assertEquals([said.length, lock.locked()], [1, false]);
    },
  );
});

describe("conditions, events and barriers between inline processes", () => {
  it("wake who waits", async () => {
    // The owner of an RLock must be known after an `await`.
    using condition = canTellWhoRuns ? new Condition() : new Condition(new Lock());
    using items = new Value("i", 0);
    const consume = async (condition: Condition, items: Value<"i">) => {
      using _ = await condition.hold();
      await condition.waitFor(() => items.value > 0);
      items.value--;
    };
    const consumers = [1, 2, 3].map(() => start(consume, condition, items));
    for (let item = 0; item < 3; item++) {
      await pause();
      using _ = await condition.hold();
      items.value++;
      condition.notify();
    }
    for (const consumer of consumers) await consumer.join();
    assertEquals([items.value, ...consumers.map(({ exitCode }) => exitCode)], [0, 0, 0, 0]);

    using event = new Event();
    const waiting = [1, 2].map(() => start((event: Event) => event.wait(), event));
    assertEquals(await event.wait({ timeout: 1 }), false);
    event.set();
    for (const process of waiting) await process.join();
    assertThrows(() => condition.notify(), Error, "does not hold the condition's lock");
  });

  it("bring the parties together, and break when one is killed", async () => {
    using barrier = new Barrier(3);
    using places = new Queue<number>();
    const meet = async (barrier: Barrier, places: Queue<number>) => places.put(await barrier.wait());
    const parties = [start(meet, barrier, places), start(meet, barrier, places)];
    const own = await barrier.wait();
    for (const party of parties) await party.join();
    assertEquals([own, await places.get(), await places.get()].sort(), [0, 1, 2]);
    const late = start(meet, barrier, places);
    const waiting = barrier.wait();
    await pause();
    late.kill();
    if (canTellWhoRuns) {
      await assertRejects(() => waiting, BrokenBarrierError, "a thread died while it waited");
    } else {
      barrier.abort();
      await assertRejects(() => waiting, BrokenBarrierError);
    }
  });
});
