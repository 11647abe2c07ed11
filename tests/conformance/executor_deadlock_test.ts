import { assertEquals, assertRejects } from "@std/assert";
import { Executor, importTasks, TransferError, WorkerLostError } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/calls.ts");
const { crash, power, raise, unsendable } = importTasks<typeof import("./fixtures/calls.ts")>(FIXTURES);

const NO_USER_CODE = "no code of the user's runs while a result is read, so there is none that could crash";
const AT_IMPORT =
  "reading a task runs the module of its function: only that task fails, and the executor goes on";
const GOES_ON = "the executor goes on";

type ErrorClass = typeof TransferError | typeof WorkerLostError | typeof RangeError;
type Call = (executor: Executor) => PromiseLike<unknown>;

/** The call fails with that error, and neither the next one nor the shutdown waits for ever. */
async function fails(error: ErrorClass, call: Call): Promise<void> {
  const executor = new Executor(2);
  await assertRejects(() => call(executor), error);
  assertEquals(await executor.submit(power, 2, 3), 8);
  await executor.shutdown();
}

/** A call of a function whose module does that when a worker imports it. */
function importing(statement: string): Call {
  const module = encodeURIComponent(`${statement}; export const one = () => 1;`);
  const { one } = importTasks<{ one(): number }>(`data:text/javascript,${module}`);
  return (executor) => executor.submit(one);
}

suite("test_concurrent_futures", "ExecutorDeadlockTest", ({ better, notApplicable }) => {
  better(
    "test_error_at_task_pickle",
    `${GOES_ON}, and the error names what cannot be sent`,
    () => fails(TransferError, (executor) => executor.submit((value: object) => value, { open: () => {} })),
  );

  better("test_exit_at_task_unpickle", AT_IMPORT, () => fails(WorkerLostError, importing("Deno.exit(1)")));

  better(
    "test_error_at_task_unpickle",
    AT_IMPORT,
    () => fails(TransferError, importing('throw new RangeError("at import")')),
  );

  better("test_crash_at_task_unpickle", AT_IMPORT, () => fails(WorkerLostError, importing("Deno.exit(7)")));

  better(
    "test_crash_during_func_exec_on_worker",
    `only that task fails, and ${GOES_ON}`,
    () => fails(WorkerLostError, (executor) => executor.submit(crash)),
  );

  better(
    "test_exit_during_func_exec_on_worker",
    `the exit code is named, and ${GOES_ON}`,
    () => fails(WorkerLostError, (executor) => executor.submit(() => Deno.exit(1))),
  );

  better(
    "test_error_during_func_exec_on_worker",
    GOES_ON,
    () => fails(RangeError, (executor) => executor.submit(raise)),
  );

  better(
    "test_crash_during_result_pickle_on_worker",
    `only that task fails, and ${GOES_ON}`,
    () =>
      fails(WorkerLostError, (executor) =>
        executor.submit(() => ({
          get value(): unknown {
            return Deno.exit(7);
          },
        }))),
  );

  better(
    "test_exit_during_result_pickle_on_worker",
    `only that task fails, and ${GOES_ON}`,
    () =>
      fails(WorkerLostError, (executor) =>
        executor.submit(() => ({
          get value(): unknown {
            return Deno.exit(1);
          },
        }))),
  );

  better(
    "test_error_during_result_pickle_on_worker",
    GOES_ON,
    () => fails(TransferError, (executor) => executor.submit(unsendable)),
  );

  notApplicable("test_error_during_result_unpickle_in_result_handler", NO_USER_CODE);

  notApplicable("test_exit_during_result_unpickle_in_result_handler", NO_USER_CODE);

  better("test_shutdown_deadlock", "tasks that came after it are done", async () => {
    const executor = new Executor(2);
    const crashing = assertRejects(() => executor.submit(crash), WorkerLostError);
    const after = executor.submit(power, 2, 3);
    await executor.shutdown();
    await crashing;
    assertEquals(await after, 8);
  });

  better("test_shutdown_deadlock_pickle", "the error names what cannot be sent", async () => {
    const executor = new Executor(2);
    assertEquals(await executor.submit(power, 2, 3), 8);
    const future = executor.submit((value: object) => value, { open: () => {} });
    await executor.shutdown({ wait: false });
    await assertRejects(() => future, TransferError, "open");
    await executor.shutdown();
  });

  better("test_crash_big_data", "only the tasks fail whose workers die", async () => {
    const executor = new Executor(2);
    const data = "a".repeat(2 ** 22);
    await assertRejects(() => Array.fromAsync(executor.map(crash, Array(10).fill(data))), WorkerLostError);
    assertEquals(await executor.submit((text: string) => text.length, data), 2 ** 22);
    await executor.shutdown();
  });

  better(
    "test_gh105829_should_not_deadlock_if_wakeup_pipe_full",
    "no pipe wakes anybody that could be full",
    async () => {
      await using executor = new Executor(2);
      const numbers = [...Array(2000).keys()];
      assertEquals(await Array.fromAsync(executor.map((n: number) => n, numbers)), numbers);
    },
  );
});
