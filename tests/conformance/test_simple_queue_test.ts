import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Event, importTasks, Process, QueueClosedError, SimpleQueue } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/queues.ts");
const { putEmptiness } = importTasks<typeof import("./fixtures/queues.ts")>(FIXTURES);

suite("_test_multiprocessing", "TestSimpleQueue", ({ same }) => {
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
