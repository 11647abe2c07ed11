import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Queue } from "../../engine/channel/queue.ts";
import type { ListProxy } from "../../engine/manager/proxy_types.ts";
import { Manager } from "../../engine/manager/manager.ts";
import { Pool, Process } from "../../mod.ts";
import { Value } from "../../engine/shared/value.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import { checkHeap } from "../support/check_heap.ts";
import { withSeed } from "../support/random.ts";
import { until } from "../support/until.ts";

const tasks = importTasks<typeof import("./fixtures/workers.ts")>(
  import.meta.resolve("./fixtures/workers.ts"),
);

describe("references to managed objects", () => {
  it("are exact after threads that passed proxies around were killed", () =>
    withSeed(async (seed) => {
      await using manager = new Manager();
      using queue = new Queue<ListProxy<unknown>>();
      using steps = new Value("i", 0);
      for (let i = 0; i < 40; i++) {
        using list = await manager.list<unknown>([0]);
        await queue.put(list);
      }
      for (let round = 0; round < 3; round++) {
        const processes = [0, 1].map((n) => {
          return new Process({ target: tasks.churn, args: [queue, steps, seed + round * 2 + n] });
        });
        for (const process of processes) process.start();
        const goal = steps.value + 60;
        await until(() => steps.value >= goal);
        for (const process of processes) process.kill();
        for (const process of processes) await process.join();
      }
      const left: ListProxy<unknown>[] = [];
      while (!queue.empty()) left.push(await queue.get());
      for (const list of left) {
        await list.clear();
        list[Symbol.dispose]();
      }
      while (await manager.numberOfObjects() > 0) await new Promise((resolve) => setTimeout(resolve, 1));
      assertEquals(await manager.numberOfObjects(), 0);
    }));

  it("leave nothing behind in shared memory", async () => {
    // The first leaves the definition of what a server's thread runs.
    await new Manager().shutdown();
    const before = checkHeap();
    {
      await using manager = new Manager();
      using dict = await manager.dict<string, unknown>({ text: "x".repeat(1000) });
      using list = await manager.list([dict]);
      using twin = await list.at(0);
      await twin.set("list", list);
      dict.getSync("text");
    }
    assertEquals(checkHeap().usedBytes, before.usedBytes);
  });
});

describe("a manager in a worker", () => {
  it("is a server like any other", async () => {
    await using pool = new Pool(1);
    assertEquals(await pool.apply(tasks.ownManager, []), [1, 2, 3]);
  });
});
