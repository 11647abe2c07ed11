/** Lists and sets of managers, in this program and in another. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type BaseManager, ItemsLostError, Manager } from "../../mod.ts";

const authKey = "secret";

/** Runs `body` with a manager in this program, and with one that is reached over a socket. */
async function withManagers(body: (manager: BaseManager) => Promise<void>): Promise<void> {
  {
    await using manager = new Manager();
    await body(manager);
  }
  await using server = await Manager.serve({ address: ["127.0.0.1", 0], authKey });
  await using manager = await Manager.connect({ address: server.address, authKey });
  await body(manager);
}

describe("a managed list", () => {
  it("finds values between two indices, as Python does", async () => {
    await withManagers(async (manager) => {
      const list = await manager.list([5, 1, 2, 3, 5]);
      assertEquals([await list.index(5), await list.index(5, 1), await list.index(5, -1)], [0, 4, 4]);
      assertEquals([await list.index(2, -3, 3), await list.index(3, -100, 100)], [2, 3]);
      for (const [start, stop] of [[-4, 3], [1, -1], [5, 9], [3, 1]] as const) {
        await assertRejects(() => list.index(5, start, stop), RangeError, "not in the list: received 5");
      }
      await assertRejects(() => list.index(5, 0.5), TypeError, "'start' must be an integer");
    });
  });

  it("sets and removes slices, as Python does", async () => {
    await withManagers(async (manager) => {
      const list = await manager.list([0, 1, 2, 3]);
      await list.setSlice([7, 8, 9], 1, 3);
      assertEquals(await list.slice(), [0, 7, 8, 9, 3]);
      await list.setSlice([], 0, 2);
      assertEquals(await list.slice(), [8, 9, 3]);
      await list.setSlice([1, 2], 1, 0);
      assertEquals(await list.slice(), [8, 1, 2, 9, 3]);
      await list.setSlice([0, 0, 0], undefined, undefined, -2);
      assertEquals(await list.slice(), [0, 1, 0, 9, 0]);
      await assertRejects(
        () => list.setSlice([1], 0, 4, 2),
        RangeError,
        "a slice of 2 items, 2 apart: received 1",
      );
      await assertRejects(() => list.setSlice(5 as never), TypeError, "received number");
      await list.deleteSlice(-1);
      await list.deleteSlice(0, undefined, 2);
      assertEquals(await list.slice(), [1, 9]);
      await list.setSlice(list);
      await list.setSlice(Array(200_000).fill(4), 1);
      assertEquals([await list.length, await list.count(4)], [200_001, 200_000]);
    });
  });

  it("repeats itself in place", async () => {
    await withManagers(async (manager) => {
      const list = await manager.list([1, 2]);
      await list.repeatInPlace(2);
      assertEquals(await list.slice(), [1, 2, 1, 2]);
      await assertRejects(() => list.repeatInPlace(2 ** 31), RangeError, "the most items");
      await list.repeatInPlace(-1);
      assertEquals(await list.slice(), []);
    });
  });

  it("is iterated as it is at each step", async () => {
    await withManagers(async (manager) => {
      const list = await manager.list([1, 2, 3, 4]);
      const seen: number[] = [];
      for await (const item of list) {
        seen.push(item);
        if (item === 1) await list.set(1, 20);
        if (item === 20) await list.delete(2);
        if (item === 4) await list.append(5);
      }
      assertEquals(seen, [1, 20, 4, 5]);
    });
  });

  it("takes what another managed list or set has", async () => {
    await withManagers(async (manager) => {
      const list = await manager.list([1]);
      const others = await manager.list([2, 3]);
      await list.extend(others);
      await list.extend(await manager.set([4]));
      assertEquals([await list.slice(), await list.concat(others)], [[1, 2, 3, 4], [1, 2, 3, 4, 2, 3]]);
      const dict = await manager.dict<string, number>({ a: 1 });
      await dict.update(await manager.dict<string, number>({ b: 2 }));
      assertEquals(await dict.items(), [["a", 1], ["b", 2]]);
    });
  });
});

describe("a managed set", () => {
  it("has Python's methods", async () => {
    await withManagers(async (manager) => {
      const set = await manager.set([1, 2, 2]);
      assertEquals([await set.size, await set.has(2), await set.has(3)], [2, true, false]);
      await set.add(3);
      assertEquals([await set.discard(3), await set.discard(3), await set.delete(2)], [true, false, true]);
      await set.remove(1);
      await assertRejects(() => set.remove(1), RangeError, "not in the set: received 1");
      await assertRejects(() => set.pop(), RangeError, "empty");
      await set.update([4, 5], new Set([6]));
      assertEquals([await set.pop(), await set.values()], [4, [5, 6]]);
      await set.intersectionUpdate([5, 9]);
      await set.symmetricDifferenceUpdate([5, 7]);
      await set.differenceUpdate([8]);
      assertEquals([await set.getValue(), await set.copy()], [new Set([7]), new Set([7])]);
      await set.clear();
      assertEquals(await set.size, 0);
    });
  });

  it("computes with lists, sets and managed sets, and copies the result", async () => {
    await withManagers(async (manager) => {
      const set = await manager.set([1, 2, 3]);
      const other = await manager.set([3, 4]);
      assertEquals(await set.union(other, [9]), new Set([1, 2, 3, 4, 9]));
      assertEquals(await set.intersection(other), new Set([3]));
      assertEquals(await set.difference([1], new Set([3])), new Set([2]));
      assertEquals(await set.symmetricDifference(other), new Set([1, 2, 4]));
      assertEquals([await set.isSubsetOf([1, 2, 3, 4]), await set.isSupersetOf(other)], [true, false]);
      assertEquals([await set.isDisjointFrom([7]), await set.isDisjointFrom(other)], [true, false]);
      assertEquals(await Array.fromAsync(set), [1, 2, 3]);
    });
  });

  it("has no objects for values", async () => {
    await withManagers(async (manager) => {
      const set = await manager.set<unknown>();
      for (const values of [[{}], [[1]]]) {
        await assertRejects(() => set.update(values), TypeError, "arrives as two");
      }
      await assertRejects(() => set.add({}), TypeError, "arrives as two");
      await assertRejects(() => set.union(5 as never), TypeError, "received number");
      assertEquals(await set.size, 0);
    });
  });
});

describe("a managed condition", () => {
  it("holds its lock again when a wait is given up", async () => {
    await using manager = await Manager.serve({ address: ["127.0.0.1", 0], authKey });
    await using other = await Manager.connect({ address: manager.address, authKey });
    const lock = await manager.RLock();
    const condition = await manager.Condition(lock);
    const shared = manager.register("shared", "dict", { singleton: true });
    await (await shared()).callMethod("set", ["condition", condition]);
    const theirs = await (await other.register("shared")()).callMethod("get", [
      "condition",
    ]) as typeof condition;
    await condition.acquire();
    await condition.acquire();
    const abort = new AbortController();
    const waiting = condition.wait({ signal: abort.signal });
    // The other program has the lock while this one waits, and keeps it for a while after that has given up.
    await theirs.acquire();
    abort.abort(new RangeError("enough"));
    let isOver = false;
    const ended = assertRejects(() => waiting, RangeError, "enough").finally(() => isOver = true);
    assertEquals([await lock.locked(), isOver], [true, false]);
    await theirs.release();
    await ended;
    assert(!await theirs.acquire({ timeout: 0 }));
    await condition.release();
    await condition.release();
    await assertRejects(() => Promise.resolve(condition.release()), Error, "does not hold");

    // Who was given up and is gone takes the lock no more.
    await theirs.acquire();
    const gone = theirs.wait().catch(() => {});
    await condition.acquire();
    await other.shutdown();
    await gone;
    await condition.release();
    assert(await condition.acquire({ timeout: 0 }));
    const signal = AbortSignal.abort(new RangeError("before"));
    await assertRejects(() => condition.wait({ signal }), RangeError, "before");
    assert(await lock.locked());
  });
});

describe("a managed joinable queue", () => {
  it("is not waited for when a client is gone that had taken items", async () => {
    await using server = await Manager.serve({ address: ["127.0.0.1", 0], authKey });
    const queue = await server.JoinableQueue<number>();
    const share = server.register("shared", "dict", { singleton: true });
    await (await share()).callMethod("set", ["queue", queue]);
    for (let i = 0; i < 3; i++) await queue.put(i);
    const other = await Manager.connect({ address: server.address, authKey });
    const theirs = await (await other.register("shared")()).callMethod("get", ["queue"]) as typeof queue;
    await theirs.get();
    await theirs.getNowait();
    await theirs.taskDone();
    const joined = assertRejects(() => queue.join(), ItemsLostError, "an item");
    await other.shutdown();
    await joined;
    await assertRejects(() => queue.join(), ItemsLostError);
    await queue.taskDone();
    await queue.get();
    await queue.taskDone();
    await queue.join();
  });
});

describe("a value of a manager", () => {
  it("can be read and written by calls, too", async () => {
    await using manager = new Manager();
    using value = await manager.Value("i", 5);
    value.set(6);
    assertEquals([value.get(), value.value], [6, 6]);
    await using server = await Manager.serve({ address: ["127.0.0.1", 0], authKey });
    const remote = await server.Value("i", 5);
    await remote.set(7);
    assertEquals([await remote.get(), await remote.value], [7, 7]);
  });
});
