import { assert, assertEquals, assertRejects } from "@std/assert";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { asCompleted, Executor, Future, importTasks, TimeoutError } from "../../mod.ts";
import { until } from "../support/until.ts";
import { suite } from "./conform.ts";
import { futureIn } from "./fixtures/futures.ts";

const FIXTURES = import.meta.resolve("./fixtures/calls.ts");
const { power } = importTasks<typeof import("./fixtures/calls.ts")>(FIXTURES);

suite("test_concurrent_futures", "AsCompletedTests", ({ same }) => {
  same("test_no_timeout", async () => {
    await using executor = new Executor(2);
    const all = [
      ...[futureIn("notified"), futureIn("failed"), futureIn("successful")],
      ...[executor.submit(power, 2, 21), executor.submit(power, 7, 6)],
    ];
    const completed = new Set<Future<number>>();
    for await (const { future } of asCompleted(all)) completed.add(future);
    assertEquals(completed, new Set(all));
  });

  same("test_future_times_out", async () => {
    const done = [futureIn("notified"), futureIn("failed"), futureIn("successful")];
    for (const timeout of [0, 20]) {
      const completed = new Set<Future<number>>();
      await assertRejects(async () => {
        for await (const { future } of asCompleted([futureIn("pending"), ...done], { timeout })) {
          completed.add(future);
        }
      }, TimeoutError);
      assertEquals(completed, new Set(done));
    }
  });

  same("test_duplicate_futures", async () => {
    await using executor = new Executor(1);
    const future = executor.submit(power, 2, 3);
    let count = 0;
    for await (const _ of asCompleted([future, future])) count++;
    assertEquals(count, 1);
  });

  same("test_free_reference_yielded_future", async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const futures = Array.from({ length: 10 }, () => new Future<number>());
    const last = new Future<number>();
    const completed = asCompleted([...futures, futureIn("successful"), futureIn("notified"), last]);
    const takeOne = async () => {
      const { value } = await completed.next();
      const at = futures.indexOf(value!.future);
      if (at >= 0) futures.splice(at, 1);
      return new WeakRef(value!.future);
    };
    const refs = [await takeOne(), await takeOne()];
    while (futures.length > 0) {
      futures[0]!.setResult(1);
      refs.push(await takeOne());
    }
    await until(() => {
      collect();
      return refs.every((ref) => ref.deref() === undefined);
    });
    last.setResult(1);
    assertEquals((await completed.next()).value!.future, last);
    assert((await completed.next()).done);
  });

  same("test_correct_timeout_exception_msg", async () => {
    const all = [futureIn("notified"), futureIn("pending"), futureIn("running"), futureIn("successful")];
    await assertRejects(() => Array.fromAsync(asCompleted(all, { timeout: 0 })), TimeoutError, "2 (of 4)");
  });
});
