/** Threads that run on although they were stopped. */
import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { configure, importTasks, Lock, Process, SharedArray, ThreadUnstoppableError } from "../../mod.ts";
import { checkHeap } from "../support/check_heap.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { runFixture } from "../support/run_fixture.ts";
import { until } from "../support/until.ts";

const tasks = importTasks<typeof import("./fixtures/tasks.ts")>(import.meta.resolve("./fixtures/tasks.ts"));

/** Runs a scenario of the fixture where V8 unrolls loops. Gives what it told, and the lines of its complaints. */
async function run(scenario: string): Promise<{ code: number; told: string[]; complaints: string[] }> {
  const url = new URL("./fixtures/unstoppable.ts", import.meta.url);
  const env = { DENO_V8_FLAGS: "--turboshaft-loop-unrolling" };
  const { code, stdout, stderr } = await runFixture(url, [scenario], env);
  return { code, told: stdout.map((line) => line.trim()), complaints: stderr.trim().split("\n") };
}

describe("A loop that V8 cannot interrupt", () => {
  it("is reported once, with its task and a remedy, and is waited for by nobody", async () => {
    const { code, told, complaints } = await run("processes");
    assertEquals(told, [
      "acquire: ThreadUnstoppableError Cannot acquire a lock as the thread that holds it cannot be stopped",
      'join: ThreadUnstoppableError Cannot stop worker "Zombie"',
      'exited: ThreadUnstoppableError Cannot stop worker "Zombie"',
      "in a worker: value ThreadUnstoppableError",
      "acquireSync: ThreadUnstoppableError",
      "joinSync: ThreadUnstoppableError",
      "close: ThreadUnstoppableError",
      "is alive: true null",
      "children: 0",
      "end:",
    ]);
    assertEquals([code, complaints.length], [7, 1]);
    assertStringIncludes(complaints[0]!, 'Cannot stop worker "Zombie": it runs on in "zombie"');
    assertStringIncludes(complaints[0]!, "DENO_V8_FLAGS=--no-turboshaft-loop-unrolling");
  });

  it("leaves a pool another worker, until there are as many as it has workers: then the pool is broken", async () => {
    const { code, told, complaints } = await run("pools");
    assertEquals(told, [
      "first: AbortError The signal has been aborted",
      "next: runs",
      "second: AbortError The signal has been aborted",
      'broken: ThreadUnstoppableError Cannot stop worker "PoolWorker-2"',
      'join: ThreadUnstoppableError Cannot stop worker "PoolWorker-2"',
      'terminate: ThreadUnstoppableError Cannot stop worker "PoolWorker-2"',
      "other: 2",
      "await using: true",
      "end:",
    ]);
    assertEquals([code, complaints.length], [7, 2]);
  });

  it("is told to a main thread that blocks", async () => {
    const { code, told } = await run("blocking");
    assertEquals(told, ["joinSync: ThreadUnstoppableError", "acquireSync: ThreadUnstoppableError", "end:"]);
    assertEquals(code, 7);
  });
});

describe(
  "A thread that ends long after it was stopped",
  { sanitizeOps: false, sanitizeResources: false },
  () => {
    it("is cleared away as any other, and its lock is abandoned", async () => {
      // A sort takes longer.
      configure({ unstoppableAfter: 100 });
      using array = new SharedArray("f64", 8_000_000, { lock: false });
      using state = new SharedArray("i", 1, { lock: false });
      using lock = new Lock();
      const before = [checkHeap(), engineCounts().holds, engineCounts().slots];
      const process = new Process({ target: tasks.sortForEver, args: [array, state, lock] });
      const complaints: string[] = [];
      const { error } = console;
      console.error = (text: string) => complaints.push(text);
      try {
        process.start();
        await until(() => state.at(0) === 1);
        process.kill();
        await assertRejects(() => process.join(), ThreadUnstoppableError);
      } finally {
        console.error = error;
      }
      assertEquals([complaints.length, process.exitCode, lock.locked()], [1, null, true]);
      await assertRejects(() => lock.acquire(), ThreadUnstoppableError);
      await until(() => !lock.locked());
      assert(await lock.acquire());
      assertEquals([lock.abandoned, process.exitCode, process.isAlive], [true, -9, false]);
      lock.release();
      process.close();
      await until(() => engineCounts().slots === before[2]);
      const after = checkHeap();
      assert(after.usedBytes <= (before[0] as typeof after).usedBytes + 4096);
      assertEquals(after.retiredBytes, (before[0] as typeof after).retiredBytes);
    });

    it("can be waited for as long as one likes", () => {
      assertThrows(() => configure({ unstoppableAfter: -1 }), RangeError, "unstoppableAfter");
      assertThrows(() => configure({ unstoppableAfter: NaN }), RangeError, "unstoppableAfter");
      assertThrows(() => configure({ v8Flags: 1 as never }), TypeError, "v8Flags");
      configure({ unstoppableAfter: Infinity });
    });
  },
);
