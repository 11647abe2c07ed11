import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Event,
  importTasks,
  JoinableQueue,
  Process,
  Queue,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  TransferError,
} from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/queues.ts");
const { putItems, takeItems, workOff } = importTasks<typeof import("./fixtures/queues.ts")>(FIXTURES);

suite("_test_multiprocessing", "_TestQueue", ({ same, better }) => {
  same("test_put", async () => {
    using queue = new Queue<number>({ maxSize: 6 });
    using start = new Event();
    using done = new Event();
    const process = new Process({ target: takeItems, args: [queue, 6, start, done], daemon: true });
    process.start();
    assertEquals([queue.empty(), queue.full()], [true, false]);

    await queue.put(1);
    queue.putSync(2);
    await queue.put(3, { timeout: 1000 });
    queue.putSync(4, { timeout: 0 });
    await queue.put(5, { timeout: 0 });
    queue.putNowait(6);
    assertEquals([queue.empty(), queue.full()], [false, true]);

    assertThrows(() => queue.putNowait(7), QueueFullError);
    assertThrows(() => queue.putSync(7, { timeout: 0 }), QueueFullError);
    await assertRejects(() => queue.put(7, { timeout: 0 }), QueueFullError);
    assertThrows(() => queue.putSync(7, { timeout: 5 }), QueueFullError);
    await assertRejects(() => queue.put(7, { timeout: 5 }), QueueFullError);

    start.set();
    await done.wait();
    assertEquals([queue.empty(), queue.full()], [true, false]);
    await process.join();
  });

  same("test_get", async () => {
    using queue = new Queue<number>();
    using start = new Event();
    using done = new Event();
    const process = new Process({ target: putItems, args: [queue, [2, 3, 4, 5], start, done], daemon: true });
    process.start();
    assert(queue.empty());
    start.set();
    await done.wait();
    assert(!queue.empty());

    assertEquals(await queue.get(), 2);
    assertEquals(queue.getSync(), 3);
    assertEquals(await queue.get({ timeout: 1000 }), 4);
    assertEquals(queue.getNowait(), 5);
    assert(queue.empty());

    assertThrows(() => queue.getNowait(), QueueEmptyError);
    assertThrows(() => queue.getSync({ timeout: 0 }), QueueEmptyError);
    await assertRejects(() => queue.get({ timeout: 0 }), QueueEmptyError);
    assertThrows(() => queue.getSync({ timeout: 5 }), QueueEmptyError);
    await assertRejects(() => queue.get({ timeout: 5 }), QueueEmptyError);
    await process.join();
  });

  better(
    "test_fork",
    "no feeder thread: an item is in the queue as soon as `put` has returned, and a producer may end before it is drained",
    async () => {
      using queue = new Queue<number>();
      for (let i = 0; i < 10; i++) queue.putSync(i);
      const process = new Process({
        target: (queue: Queue<number>) => {
          for (let i = 10; i < 20; i++) queue.putSync(i);
        },
        args: [queue],
      });
      process.start();
      await process.join();
      for (let i = 0; i < 20; i++) assertEquals(queue.getNowait(), i);
      assertThrows(() => queue.getNowait(), QueueEmptyError);
    },
  );

  better("test_qsize", "exact on every platform; in Python it is not implemented on some", () => {
    using queue = new Queue<number>();
    assertEquals(queue.qsize(), 0);
    queue.putSync(1);
    assertEquals(queue.qsize(), 1);
    queue.putSync(5);
    assertEquals(queue.qsize(), 2);
    queue.getSync();
    assertEquals(queue.qsize(), 1);
    queue.getSync();
    assertEquals(queue.qsize(), 0);
  });

  same("test_task_done", async () => {
    using queue = new JoinableQueue<number | null>();
    const workers = Array.from({ length: 4 }, () => new Process({ target: workOff, args: [queue] }));
    for (const worker of workers) worker.start();
    for (let i = 0; i < 10; i++) queue.putSync(i);
    await queue.join();
    assert(queue.empty());
    for (const _ of workers) queue.putSync(null);
    await Promise.all(workers.map((worker) => worker.join()));
    assertEquals(workers.map((worker) => worker.exitCode), [0, 0, 0, 0]);
  });

  same("test_no_import_lock_contention", async () => {
    const { answer } = await import("./fixtures/queue_at_import.ts");
    assertEquals(answer, "knock knock");
  });

  same("test_timeout", async () => {
    using queue = new Queue();
    await assertRejects(() => queue.get({ timeout: 20 }), QueueEmptyError);
    assertThrows(() => queue.getSync({ timeout: 20 }), QueueEmptyError);
  });

  better(
    "test_queue_feeder_donot_stop_onexc",
    "what cannot be sent is refused by `put`, not dropped with a message on stderr",
    async () => {
      using queue = new Queue<unknown>({ maxSize: 1 });
      const unsendable = { socket: () => {} };
      await assertRejects(() => queue.put(unsendable), TransferError, "socket");
      assertThrows(() => queue.putSync(unsendable), TransferError, "socket");
      await queue.put(true);
      assertEquals(queue.qsize(), 1);
      assertEquals(await queue.get(), true);
      assert(queue.empty());
    },
  );

  better(
    "test_queue_feeder_on_queue_feeder_error",
    "needs no hook: the caller of `put` has the item and the error",
    async () => {
      using queue = new Queue<unknown>();
      const asked: string[] = [];
      const unsendable = {
        get value(): unknown {
          asked.push("value");
          return Symbol("unsendable");
        },
      };
      await assertRejects(() => queue.put(unsendable), TransferError, "value");
      assert(asked.length > 0);
      queue.putSync(true);
      assertEquals(queue.getSync(), true);
    },
  );

  better(
    "test_closed_queue_empty_exceptions",
    "what is in a closed queue can still be taken, so `empty()` goes on to tell whether there is something; Python's throws",
    async () => {
      for (const queue of [new Queue<string>(), new JoinableQueue<string>()]) {
        using _ = queue;
        queue.close();
        await queue.joinThread();
        assert(queue.empty());
      }
      for (const queue of [new Queue<string>(), new JoinableQueue<string>()]) {
        using _ = queue;
        await queue.put("foo");
        queue.close();
        await queue.joinThread();
        assert(!queue.empty());
        assertEquals(await queue.get(), "foo");
        assert(queue.empty());
      }
    },
  );

  same("test_closed_queue_put_get_exceptions", async () => {
    for (const queue of [new Queue<string>(), new JoinableQueue<string>()]) {
      using _ = queue;
      queue.close();
      await assertRejects(() => queue.put("foo"), QueueClosedError, "is closed");
      await assertRejects(() => queue.get(), QueueClosedError, "is closed");
      assertThrows(() => queue.putSync("foo"), QueueClosedError, "is closed");
      assertThrows(() => queue.getSync(), QueueClosedError, "is closed");
    }
  });
});
