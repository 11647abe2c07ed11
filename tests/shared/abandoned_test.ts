/** Threads that die while they hold the lock of shared data. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Process } from "../../mod.ts";
import { SharedArray } from "../../engine/shared/shared_array.ts";
import { Value } from "../../engine/shared/value.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import { until } from "../support/until.ts";

const sharing = importTasks<typeof import("./fixtures/sharing.ts")>(
  import.meta.resolve("./fixtures/sharing.ts"),
);

describe("the lock of shared data", { sanitizeOps: false, sanitizeResources: false }, () => {
  it("can be acquired after its holder was killed, and tells so", async () => {
    using array = new SharedArray("i", 1);
    for (const way of ["async", "sync"]) {
      const process = new Process({ target: sharing.keepLocked, args: [array], daemon: true });
      const seen = array.load(0);
      process.start();
      await until(() => array.load(0) > seen || !process.isAlive);
      assertEquals(await array.acquire({ timeout: 0 }), false);
      const waiting = way === "async" ? array.acquire() : undefined;
      process.kill();
      await process.join();
      assert(waiting === undefined ? array.acquireSync() : await waiting);
      assert(array.getLock().abandoned);
      array.release();
      assert(array.acquireSync({ timeout: 0 }) && !array.getLock().abandoned);
      array.release();
    }
  });

  it("loses no count to a thread that is killed while others count under it", async () => {
    using counter = new Value("i");
    using victims = new Value("i");
    const count = (counter: Value<"i">, own: Value<"i">, end: number) => {
      for (let i = 0; i !== end; i++) {
        using _ = counter.getLock().holdSync();
        counter.value += 1;
        own.value += 1;
      }
    };
    using mine = new Value("i");
    const survivor = new Process({ target: count, args: [counter, mine, 20_000] });
    survivor.start();
    for (let kills = 1; kills <= 4; kills++) {
      const victim = new Process({ target: count, args: [counter, victims, -1], daemon: true });
      const seen = victims.value;
      victim.start();
      await until(() => victims.value > seen + 100 || !victim.isAlive);
      victim.kill();
      await victim.join();
      // Between its two steps at the most; whoever is told that the lock was abandoned can mend it.
      using _ = await counter.getLock().hold();
      const lost = counter.value - victims.value - mine.value;
      assert(lost >= 0 && lost <= kills, `${lost} after ${kills}`);
    }
    await survivor.join();
    assertEquals([survivor.exitCode, mine.value], [0, 20_000]);
    assert(counter.value - victims.value - mine.value <= 4);
  });
});
