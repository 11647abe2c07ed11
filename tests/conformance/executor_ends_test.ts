import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { runCollector } from "../../engine/platform/collector.ts";
import {
  BrokenExecutorError,
  Event,
  Executor,
  importTasks,
  PoolClosedError,
  Queue,
  QueueEmptyError,
  WorkerLostError,
} from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/calls.ts");
const { crash, power, putWaitPut, raise, waitFor } = importTasks<typeof import("./fixtures/calls.ts")>(
  FIXTURES,
);

const ENDINGS = ["terminateWorkers", "killWorkers"] as const;
const OWN_MODULES = "about CPython's own functions, which its tests replace";

suite("test_concurrent_futures", "ProcessPoolExecutorTest", ({ same, better, notApplicable }) => {
  better(
    "test_broken_process_pool_traceback",
    "only the task of the worker that dies fails; each error is an object of its own",
    async () => {
      await using executor = new Executor(2);
      const errors = await Promise.all([1, 2, 3].map(() => executor.submit(crash).exception()));
      assert(errors.every((error) => error instanceof WorkerLostError));
      assertEquals(new Set(errors).size, 3);
      assertEquals(await executor.submit(power, 2, 8), 256);
    },
  );

  same("test_max_tasks_per_child_pending_tasks_gh115634", async () => {
    for (const [maxWorkers, maxTasksPerChild, tasks] of [[1, 2, 6], [2, 2, 8]] as const) {
      await using executor = new Executor({ maxWorkers, maxTasksPerChild });
      const futures = Array.from({ length: tasks }, (_, n) => executor.submit(power, n, 2));
      assertEquals(await Promise.all(futures), futures.map((_, n) => n * n));
    }
  });

  same("test_shutdown_no_wait_max_tasks_gh119592", async () => {
    const executor = new Executor({ maxWorkers: 1, maxTasksPerChild: 1 });
    const futures = [1, 2, 3].map((n) => executor.submit(power, n, 2));
    await executor.shutdown({ wait: false });
    assertEquals(await Promise.all(futures), [1, 4, 9]);
  });

  same("test_gc_during_max_tasks_worker_exit_gh152967", async () => {
    const submitted = () => {
      const executor = new Executor({ maxWorkers: 1, maxTasksPerChild: 1 });
      return [1, 2, 3].map((n) => executor.submit(power, n, 2));
    };
    const futures = submitted();
    runCollector(true);
    assertEquals(await Promise.all(futures), [1, 4, 9]);
  });

  same("test_force_shutdown_during_max_tasks_worker_exit", async () => {
    for (const end of ENDINGS) {
      const executor = new Executor({ maxWorkers: 1, maxTasksPerChild: 1 });
      using event = new Event();
      const futures = [1, 2, 3].map(() => executor.submit(waitFor, event));
      await executor[end]();
      for (const future of futures) await assertRejects(() => future, BrokenExecutorError, "terminated");
    }
  });

  notApplicable("test_failed_worker_replacement_breaks_pool", OWN_MODULES);
  notApplicable("test_python_finalization_error", OWN_MODULES);
  notApplicable("test_terminate_workers", OWN_MODULES);
  notApplicable("test_kill_workers", OWN_MODULES);

  same("test_force_shutdown_workers", async () => {
    for (const end of ENDINGS) {
      const executor = new Executor(1);
      using queue = new Queue<string>();
      using event = new Event();
      const future = executor.submit(putWaitPut, queue, event);
      assertEquals(await queue.get(), "started");
      await executor[end]();
      await assertRejects(() => future, BrokenExecutorError);
      event.set();
      await assertRejects(() => queue.get({ timeout: 10 }), QueueEmptyError);
    }
  });

  same("test_force_shutdown_workers_dead_workers", async () => {
    for (const end of ENDINGS) {
      const executor = new Executor(1);
      await assertRejects(() => executor.submit(crash), WorkerLostError);
      await executor[end]();
    }
  });

  same("test_force_shutdown_workers_not_started_yet", async () => {
    for (const end of ENDINGS) await new Executor(1)[end]();
  });

  same("test_force_shutdown_workers_stops_pool", async () => {
    for (const end of ENDINGS) {
      const executor = new Executor(1);
      assertEquals(await executor.submit(power, 2, 3), 8);
      await executor[end]();
      assertThrows(() => executor.submit(power, 2, 3), PoolClosedError);
    }
  });
});

suite("test_concurrent_futures", "ProcessPoolShutdownTest", ({ same }) => {
  const cases = [["test_shutdown_gh_132969_case_1", 2], ["test_shutdown_gh_132969_case_2", 4]] as const;
  for (const [name, maxWorkers] of cases) {
    same(name, async () => {
      const executor = new Executor({ maxWorkers, maxTasksPerChild: 1 });
      const good = executor.submit(power, 1, 1);
      const failing = executor.submit(raise);
      const last = executor.submit(power, 3, 1);
      assertEquals(await good.result(), 1);
      await assertRejects(() => failing.result(), RangeError, "123");
      await executor.shutdown({ wait: false });
      await executor.shutdown();
      assertEquals(await last.result(), 3);
    });
  }
});
