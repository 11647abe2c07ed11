import { assert, assertEquals, assertThrows } from "@std/assert";
import { Event, importTasks, Pool } from "../../mod.ts";
import { runFixture } from "../support/run_fixture.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/pools.ts");
const { squareAfter, squareWithPid } = importTasks<typeof import("./fixtures/pools.ts")>(FIXTURES);

suite("_test_multiprocessing", "_TestPoolWorkerLifetime", ({ same }) => {
  same("test_pool_worker_lifetime", async () => {
    const pool = new Pool({ processes: 3, maxTasksPerChild: 10 });
    const results = Array.from({ length: 40 }, (_, i) => pool.applyAsync(squareWithPid, [i]));
    const given = await Promise.all(results.map((result) => result.get()));
    assertEquals(given.map(([squared]) => squared), given.map((_, i) => i * i));
    const tasksOf = Map.groupBy(given, ([, pid]) => pid);
    assert(tasksOf.size > 3, `It had only ${tasksOf.size} workers`);
    for (const tasks of tasksOf.values()) assert(tasks.length <= 10, `A worker ran ${tasks.length} tasks`);
    pool.close();
    await pool.join();
  });

  same("test_pool_worker_lifetime_early_close", async () => {
    const pool = new Pool({ processes: 3, maxTasksPerChild: 1 });
    using event = new Event();
    const results = Array.from({ length: 6 }, (_, i) => pool.applyAsync(squareAfter, [i, event]));
    pool.close();
    event.set();
    await pool.join();
    for (const [i, result] of results.entries()) assertEquals(await result.get(), i * i);
  });

  same("test_pool_maxtasksperchild_invalid", () => {
    for (const maxTasksPerChild of [0, -1, 0.5]) {
      assertThrows(() => new Pool({ processes: 3, maxTasksPerChild }), RangeError);
    }
    assertThrows(() => new Pool({ processes: 3, maxTasksPerChild: "12" as never }), TypeError);
  });

  same("test_worker_finalization_via_atexit_handler_of_multiprocessing", async () => {
    const program = new URL("./fixtures/forgotten_pool.ts", import.meta.url);
    assertEquals(await runFixture(program), { code: 0, stdout: ["[ 0, 1, 2 ]"], stderr: "" });
  });
});
