/** Many inline tasks and processes at once: exact counts, a fair event loop, nothing left behind. */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  Condition,
  JoinableQueue,
  Lock,
  Pipe,
  Pool,
  Process,
  Queue,
  Semaphore,
  SharedArray,
  Value,
} from "../../mod.ts";
import { canTellWhoRuns } from "./fixtures/can_tell_who_runs.ts";
import { engineCounts } from "../support/engine_counts.ts";
import { Random, withSeed } from "../support/random.ts";

const backend = "inline";

/** Adds 1, perhaps across an `await`, in the way that `how` says. */
const work = async (
  counts: SharedArray<"i">,
  lock: Lock,
  permits: Semaphore,
  out: Queue<number>,
  how: number,
) => {
  if (how % 3 === 1) await null;
  if (how % 3 === 2) await new Promise((resolve) => setTimeout(resolve));
  switch (how % 4) {
    case 0: {
      using _ = await lock.hold();
      const before = counts[0]!;
      if (how % 8 === 4) await new Promise((resolve) => setTimeout(resolve));
      counts[0] = before + 1;
      break;
    }
    case 1: {
      using _ = await permits.hold();
      counts[1] = Math.max(counts[1]!, 2 - permits.getValue());
      await null;
      break;
    }
    case 2:
      await out.put(how);
      break;
    default:
      if (how % 5 === 0) throw new RangeError(`${how}`);
  }
  return how;
};

/** Runs tasks and processes of every kind; `seed` says which, when, and which of them are killed. */
async function program(seed: number): Promise<void> {
  const random = new Random(seed);
  using counts = new SharedArray("i", 2);
  using lock = new Lock();
  using permits = new Semaphore(2);
  using out = new Queue<number>(2);
  const hows = Array.from({ length: 120 }, () => random.below(1000));
  const received: number[] = [];
  const receiving = (async () => {
    for await (const item of out) received.push(item);
  })();
  await using pool = new Pool({
    processes: 1 + random.below(5),
    backend,
    maxTasksPerChild: 1 + random.below(9),
  });
  const abort = new AbortController();
  const ends = hows.map((how): Promise<unknown> => {
    const args: Parameters<typeof work> = [counts, lock, permits, out, how];
    if (random.below(3) > 0) return pool.apply(work, args);
    const process = new Process({ target: work, args, backend });
    // Errors are of interest as exit codes only.
    if (how % 4 === 3 && how % 5 === 0) return Promise.reject(new RangeError(`${how}`));
    process.start();
    return process.join().then(() => assertEquals(process.exitCode, 0));
  });
  const stuck = pool.apply(() => new Promise(() => {}), [], { signal: abort.signal }).catch((error) => error);
  const victim = new Process({
    target: async (lock: Lock) => {
      using _ = await lock.hold();
      await new Promise(() => {});
    },
    args: [lock],
    backend,
  });
  if (canTellWhoRuns) victim.start();
  setTimeout(() => (canTellWhoRuns && victim.kill(), abort.abort(new Error("enough"))), random.below(4));
  const outcomes = await Promise.allSettled(ends);
  const errors = outcomes.filter(({ status }) => status === "rejected");
  assertEquals(errors.length, hows.filter((how) => how % 4 === 3 && how % 5 === 0).length);
  assertEquals((await stuck as Error).message, "enough");
  out.close();
  await receiving;
  assertEquals(received.sort((a, b) => a - b), hows.filter((how) => how % 4 === 2).sort((a, b) => a - b));
  assertEquals(counts[0], hows.filter((how) => how % 4 === 0).length);
  assert(counts[1]! <= 2);
  assertEquals([lock.locked(), permits.getValue()], [false, 2]);
}

describe("the inline backend", () => {
  it("counts exactly, whatever runs together", () =>
    withSeed(async (seed) => {
      for (let round = 0; round < 8; round++) await program(seed + round);
    }));

  it("leaves nothing behind", { ignore: !canTellWhoRuns }, async () => {
    const round = async () => {
      await program(7);
      const pool = new Pool({ processes: 2, backend, initializer: (n: number) => [n], initArgs: [5] });
      await pool.map((text: string) => text.length, ["x".repeat(1000), "y"]);
      await pool.apply(() => new Promise(() => {}), [["x".repeat(5000)]] as never, { timeout: 2 }).catch(
        () => {},
      );
      pool.close();
      await pool.join();
      using queue = new JoinableQueue<string>();
      const [near, far] = Pipe();
      const holder = new Process({
        target: (..._: unknown[]) => new Promise(() => {}),
        args: [queue, near, far, new Value("i", 1), "z".repeat(5000)],
        backend,
      });
      holder.start();
      await null;
      near.close();
      far.close();
      holder.terminate();
      using condition = new Condition();
      const waiter = new Process({
        target: async (condition: Condition) => {
          using _ = await condition.hold();
          await condition.wait();
        },
        args: [condition],
        backend,
      });
      waiter.start();
      await new Promise((resolve) => setTimeout(resolve, 1));
      waiter.kill();
    };
    await round();
    const { slots, holds } = engineCounts();
    const used: number[] = [];
    for (let count = 0; count < 3; count++) {
      await round();
      used.push(engineCounts().usedBytes);
    }
    const after = engineCounts();
    assertEquals(after.slots, slots);
    // `new Value` above is not disposed of: it is for the garbage collector, where there is one.
    assert(after.holds - holds < 4 * 3, `${after.holds - holds} holds`);
    assert(used[2]! - used[0]! < 1000, `${used}`);
  });

  it("leaves nothing behind of pools and processes that end in order, without finalizers", async () => {
    const round = async () => {
      await using pool = new Pool({ processes: 2, backend, initializer: (n: number) => [n], initArgs: [5] });
      using queue = new Queue<string>();
      using counts = new SharedArray("i", [1, 2]);
      await pool.map((text: string) => text.length, ["x".repeat(1000), "y"]);
      await pool.run(
        (queue: Queue<string>, counts: SharedArray<"i">) => queue.put(`${counts[0]}`),
        queue,
        counts,
      );
      await queue.get();
      const process = new Process({ target: (..._: unknown[]) => null, args: [queue, counts, "z"], backend });
      process.start();
      await process.join();
    };
    await round();
    const before = engineCounts();
    for (let count = 0; count < 3; count++) await round();
    assertEquals(engineCounts(), before);
  });

  it("lets the event loop have a turn among thousands of tasks that await nothing", async () => {
    await using pool = new Pool({ processes: 2, backend });
    using ran = new Value("i", 0);
    const tasks = Array.from({ length: 10_000 }, () => pool.run((ran: Value<"i">) => void ran.value++, ran));
    let atTimer = 0;
    const timer = new Promise<void>((resolve) => setTimeout(() => (atTimer = ran.value, resolve()), 0));
    await timer;
    assert(atTimer > 0);
    assert(atTimer <= 3 * 256, `${atTimer} tasks`);
    await Promise.all(tasks);
    assertEquals(ran.value, 10_000);
    // Nor does one after the other keep it busy.
    let isDue = false, calls = 0;
    setTimeout(() => isDue = true, 0);
    while (!isDue && calls < 100_000) {
      await pool.run(() => {});
      calls++;
    }
    assert(calls < 10_000, `${calls} calls`);
  });

  it("runs 300 processes, one after the other and 100 at once, and says when there are too many", async () => {
    using sum = new Value("i", 0);
    const add = async (sum: Value<"i">) => {
      await null;
      sum.add(1);
    };
    for (let round = 0; round < 3; round++) {
      const processes = Array.from({ length: 100 }, () => new Process({ target: add, args: [sum], backend }));
      for (const process of processes) process.start();
      for (const process of processes) await process.join();
    }
    assertEquals(sum.value, 300);
  });
});
