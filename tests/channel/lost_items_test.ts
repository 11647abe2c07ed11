/** Joinable queues whose consumers end with items that they have not reported done. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { KIND_QUEUE, KIND_TICKET } from "../../engine/core/layout.ts";
import { collectGarbage } from "../support/collect_garbage.ts";
import { countObjects } from "../support/count_objects.ts";
import { checkHeap } from "../support/check_heap.ts";
import { Event, ItemsLostError, JoinableQueue, Pool, Process, TimeoutError } from "../../mod.ts";

/** Takes so many items, reports some of them done, and says so. */
const takeAndKeep = async (
  queue: JoinableQueue<number | string>,
  taken: number,
  done: number,
  ready: Event,
): Promise<void> => {
  for (let i = 0; i < taken; i++) await queue.get();
  for (let i = 0; i < done; i++) queue.taskDone();
  ready.set();
  await new Promise(() => {});
};

async function startConsumer(queue: JoinableQueue<never>, taken: number, done: number): Promise<Process> {
  using ready = new Event();
  const process = new Process({ target: takeAndKeep as never, args: [queue, taken, done, ready] as never });
  process.start();
  await ready.wait();
  return process;
}

/** Short items lie in the queue, long ones in blocks. */
const ITEMS = { short: 1, long: "x".repeat(1000) };

describe("JoinableQueue.join()", () => {
  for (const [size, item] of Object.entries(ITEMS)) {
    it(`ends when a consumer is killed that holds ${size} items`, async () => {
      using queue = new JoinableQueue<typeof item>();
      for (let i = 0; i < 5; i++) await queue.put(item);
      const consumer = await startConsumer(queue as never, 3, 1);
      const joined = assertRejects(() => queue.join(), ItemsLostError, "threads have ended with 2 items");
      consumer.kill();
      await joined;
      assertThrows(() => queue.joinSync(), ItemsLostError, "2 items");
      // Whoever sees to them reports them done in the other's place.
      queue.taskDone();
      await assertRejects(() => queue.join(), ItemsLostError, "a thread has ended with an item");
      queue.taskDone();
      for (let i = 0; i < 2; i++) {
        await queue.get();
        queue.taskDone();
      }
      await queue.join();
      assertThrows(() => queue.taskDone(), Error, "none is unfinished");
    });
  }

  it("ends while the main thread blocks in joinSync()", async () => {
    using queue = new JoinableQueue<number>();
    await queue.put(1);
    const consumer = new Process({
      target: (queue: JoinableQueue<number>) => void queue.getSync(),
      args: [queue],
    });
    consumer.start();
    assertThrows(() => queue.joinSync(), ItemsLostError);
    await consumer.join();
  });

  it("ends when a task is stopped that holds an item", async () => {
    using queue = new JoinableQueue<number>();
    await queue.put(1);
    await using pool = new Pool(1);
    const stopped = pool.apply(
      (queue: JoinableQueue<number>) => {
        queue.getSync();
        for (;;);
      },
      [queue],
      { timeout: 200 },
    );
    await Promise.all([
      assertRejects(() => queue.join(), ItemsLostError),
      assertRejects(() => stopped, TimeoutError),
    ]);
  });

  it("goes on when a consumer ends that has reported all", async () => {
    using queue = new JoinableQueue<number>();
    for (let i = 0; i < 3; i++) await queue.put(i);
    const consumer = await startConsumer(queue as never, 2, 2);
    consumer.kill();
    await consumer.join();
    const joined = queue.join();
    assertEquals(await queue.get(), 2);
    queue.taskDone();
    await joined;
  });

  it("does not mind who reports what another has taken", async () => {
    using queue = new JoinableQueue<number>();
    for (let i = 0; i < 3; i++) await queue.put(i);
    const consumer = await startConsumer(queue as never, 2, 0);
    // This thread reports the items of the other, and takes one itself.
    queue.taskDone();
    queue.taskDone();
    await queue.get();
    const joined = queue.join();
    consumer.kill();
    await consumer.join();
    queue.taskDone();
    await joined;
    // The counts have come out even: what is lost from now on is told.
    await queue.put(4);
    const other = await startConsumer(queue as never, 1, 0);
    other.kill();
    await assertRejects(() => queue.join(), ItemsLostError, "an item");
  });

  it("tells of what this thread took only once it has ended", async () => {
    using queue = new JoinableQueue<number>();
    await queue.put(1);
    await queue.get();
    await assertRejects(() => queue.join({ timeout: 1 }), Error, "1 items are unfinished");
    queue.taskDone();
    await queue.join();
  });

  it("leaves nothing behind", async () => {
    const before = checkHeap();
    {
      using queue = new JoinableQueue<number>();
      for (let i = 0; i < 3; i++) await queue.put(i);
      const consumer = await startConsumer(queue as never, 2, 1);
      consumer.kill();
      await consumer.join();
      await queue.get();
      for (let i = 0; i < 2; i++) queue.taskDone();
      await queue.join();
    }
    assertEquals(checkHeap(), before);
  });

  it("keeps no queue that nobody refers to", async () => {
    const before = [KIND_QUEUE, KIND_TICKET].map(countObjects);
    const takeFromOne = async () => {
      const queue = new JoinableQueue<number>();
      await queue.put(1);
      await queue.get();
      queue.taskDone();
    };
    for (let i = 0; i < 20; i++) await takeFromOne();
    while ([KIND_QUEUE, KIND_TICKET].map(countObjects).some((count, i) => count > before[i]!)) {
      await collectGarbage();
    }
    assertEquals([KIND_QUEUE, KIND_TICKET].map(countObjects), before);
  });
});
