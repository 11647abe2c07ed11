/** Queues that know who writes into them. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { JoinableQueue, Process, Queue, QueueClosedError } from "../../mod.ts";

const put = (queue: Queue<number>, first: number, count: number) => {
  for (let n = first; n < first + count; n++) queue.putSync(n);
};
const putAndHang = (queue: Queue<number>) => {
  queue.putSync(-1);
  while (true);
};

describe("a queue that knows its writers", () => {
  for (const backend of ["thread", "inline"] as const) {
    it(`ends for its readers when the last of them has ended (${backend})`, async () => {
      using queue = new Queue<number>();
      const writers = [0, 100].map((first) =>
        new Process({ target: put, args: [queue, first, 50], backend })
      );
      queue.setWriters(writers);
      for (const writer of writers) writer.start();
      const items = await Array.fromAsync(queue);
      assertEquals(items.length, 100);
      assertEquals(new Set(items).size, 100);
      await assertRejects(() => queue.get(), QueueClosedError);
      for (const writer of writers) await writer.join();
    });
  }

  it("ends when they are killed, also for a reader that blocks", async () => {
    using queue = new JoinableQueue<number>();
    const writers = [1, 2].map(() => new Process({ target: putAndHang, args: [queue] }));
    queue.setWriters(writers);
    for (const writer of writers) writer.start();
    assertEquals([queue.getSync(), queue.getSync()], [-1, -1]);
    writers[0]!.kill();
    await writers[0]!.join();
    assertEquals(await queue.get({ timeout: 1 }).catch((error: Error) => error.name), "QueueEmptyError");
    writers[1]!.kill();
    assertThrows(() => queue.getSync(), QueueClosedError);
    await writers[1]!.join();
  });

  it("takes them as an option, and those alone that are still to be started", async () => {
    const writer = new Process({ target: () => {} });
    using queue = new Queue<number>({ writers: [writer] });
    writer.start();
    assertEquals(await Array.fromAsync(queue), []);
    await writer.join();
    assertThrows(() => queue.setWriters([writer]), Error, "twice");
    assertThrows(() => new Queue({ writers: [writer] }), TypeError, "has already started");
    assertThrows(() => new Queue({ writers: [{}] as never }), TypeError, "each must be a process");
    assertThrows(() => new Queue({ writers: [] }), TypeError, "must be an array of processes");
  });
});
