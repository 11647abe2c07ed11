import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Event, importTasks, Process, QueueClosedError, SimpleQueue } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/queues.ts");
const { putEmptiness } = importTasks<typeof import("./fixtures/queues.ts")>(FIXTURES);

suite("_test_multiprocessing", "TestSimpleQueue", ({ same, better }) => {
  same("test_empty", async () => {
    using queue = new SimpleQueue<boolean>();
    using start = new Event();
    using done = new Event();
    const process = new Process({ target: putEmptiness, args: [queue, start, done], daemon: true });
    process.start();
    assert(queue.empty());
    start.set();
    await done.wait();
    assert(!queue.empty());
    assertEquals([await queue.get(), queue.getSync()], [true, false]);
    assert(queue.empty());
    await process.join();
  });

  better(
    "test_empty_exceptions",
    "what is in a closed queue can still be taken, so `empty()` goes on to tell whether there is something; Python's throws",
    async () => {
      using queue = new SimpleQueue<number>();
      queue.put(1);
      queue.close();
      assert(!queue.empty());
      assertEquals(await queue.get(), 1);
      assert(queue.empty());
    },
  );

  same("test_close", () => {
    using queue = new SimpleQueue();
    queue.close();
    queue.close();
  });

  same("test_closed", async () => {
    using queue = new SimpleQueue<number>();
    queue.close();
    assertThrows(() => queue.put(1), QueueClosedError);
    await assertRejects(() => queue.get(), QueueClosedError);
    assertThrows(() => queue.getSync(), QueueClosedError);
  });
});
