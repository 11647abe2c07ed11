/** Managers where there are no threads: their server is an inline process. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { thread } from "../../engine/memory/thread.ts";
import { type DictProxy, type ListProxy, Manager, Process, ProcessError } from "../../mod.ts";
import { canTellWhoRuns } from "./fixtures/can_tell_who_runs.ts";

// With threads the server is one. Without knowing who runs, the server cannot be told from its clients.
describe("Manager without threads", { ignore: thread().isShared || !canTellWhoRuns }, () => {
  it("serves lists, dicts and locks to all inline processes, and does not block", async () => {
    await using manager = new Manager();
    const list = await manager.list([1, 2]);
    const dict = await manager.dict<string, number>({ a: 1 });
    const lock = await manager.Lock();
    const work = async (
      list: ListProxy<number>,
      dict: DictProxy<string, number>,
      guard: typeof lock,
      n: number,
    ) => {
      await guard.acquire();
      await list.append(n + await list.length);
      await dict.set(`key ${n}`, n);
      await guard.release();
    };
    const processes = [10, 20].map((n) => new Process({ target: work, args: [list, dict, lock, n] }));
    for (const process of processes) process.start();
    for (const process of processes) await process.join();
    assertEquals(processes.map(({ exitCode }) => exitCode), [0, 0]);
    assertEquals(await list.getValue(), [1, 2, 12, 23]);
    assertEquals([await dict.get("key 10"), await dict.get("key 20")], [10, 20]);
    await assertRejects(() => list.at(9), RangeError, "index 9 in a list of 4");
    assertThrows(() => list.appendSync(1), ProcessError, "use the method that returns a promise");
  });
});
