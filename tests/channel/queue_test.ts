import * as passing from "./fixtures/passing.ts";
import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { JoinableQueue, Queue } from "../../engine/channel/queue.ts";
import { SimpleQueue } from "../../engine/channel/simple_queue.ts";
import { QueueClosedError, QueueEmptyError, QueueFullError } from "../../engine/errors/channel_errors.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import type { SharedArray } from "../../engine/shared/shared_array.ts";
import { Value } from "../../engine/shared/value.ts";
import { checkHeap } from "../support/check_heap.ts";
import { inWorker } from "../support/engine_workers.ts";
import type { Item } from "./fixtures/passing.ts";

const FIXTURES = import.meta.resolve("./fixtures/passing.ts");

describe("Queue", () => {
  it("gives items in the order in which they were put, and counts them", async () => {
    using queue = new Queue<unknown>();
    const items = [1, "two", { three: [3] }, undefined, null, new Map([[4, 4n]])];
    for (const item of items.slice(0, 3)) await queue.put(item);
    for (const item of items.slice(3)) queue.putSync(item);
    assertEquals([queue.qsize(), queue.empty(), queue.full()], [6, false, false]);
    for (const item of items.slice(0, 3)) assertEquals(await queue.get(), item);
    for (const item of items.slice(3)) assertEquals(queue.getSync(), item);
    assertEquals([queue.qsize(), queue.empty()], [0, true]);
  });

  it("packs an item when it is put", async () => {
    using queue = new Queue<number[]>(1);
    const item = [1];
    const first = queue.put(item);
    item.push(2);
    const second = queue.put(item);
    item.push(3);
    assertEquals(await queue.get(), [1]);
    assertEquals(await queue.get(), [1, 2]);
    await Promise.all([first, second]);
  });

  it("holds items of at most maxBytes bytes, and refuses one that has more by itself", async () => {
    using queue = new Queue<Uint8Array>({ maxBytes: 5000 });
    const before = checkHeap();
    await queue.put(new Uint8Array(2000));
    assert(!queue.full());
    await queue.put(new Uint8Array(2000));
    assertThrows(() => queue.putNowait(new Uint8Array(2000)), QueueFullError);
    await assertRejects(() => queue.put(new Uint8Array(2000), { timeout: 1 }), QueueFullError);
    queue.putNowait(new Uint8Array(100));
    await assertRejects(() => queue.put(new Uint8Array(5000)), RangeError, "that holds at most 5000");
    assertThrows(() => queue.putSync(new Uint8Array(6000)), RangeError, "Cannot put an item of");
    const waiting = queue.put(new Uint8Array(3000));
    const lengths = [];
    for (let taken = 0; taken < 4; taken++) lengths.push((await queue.get()).length);
    await waiting;
    assertEquals(lengths, [2000, 2000, 100, 3000]);
    assertEquals(checkHeap(), before);
    for (const maxBytes of [-1, 1.5, 2 ** 32]) {
      assertThrows(() => new Queue({ maxBytes }), RangeError, `received ${maxBytes}`);
    }
  });

  it("limits items and bytes at once, between threads", async () => {
    using queue = new Queue<Item>({ maxSize: 3, maxBytes: 512 });
    const consuming = [inWorker(FIXTURES, passing.consumeSync, queue), passing.consume(queue)];
    await Promise.all([
      inWorker(FIXTURES, passing.produceSync, queue, 0, 500),
      inWorker(FIXTURES, passing.produce, queue, 1, 500),
    ]);
    queue.close();
    const items = (await Promise.all(consuming)).flat();
    for (const producer of [0, 1]) {
      const orders = items.filter((item) => item[0] === producer).map((item) => item[1]);
      assertEquals(orders.sort((a, b) => a - b), Array.from({ length: 500 }, (_, order) => order));
    }
  });

  it("holds at most maxSize items", async () => {
    for (const queue of [new Queue<number>(2), new Queue<number>({ maxSize: 2 })]) {
      using _ = queue;
      queue.putNowait(1);
      await queue.put(2);
      assert(queue.full());
      assertThrows(() => queue.putNowait(3), QueueFullError, "as it is full");
      assertThrows(() => queue.putSync(3, { timeout: 1 }), QueueFullError, "after 1 ms");
      await assertRejects(() => queue.put(3, { timeout: 1 }), QueueFullError, "after 1 ms");
      await assertRejects(() => queue.put(3, { timeout: 0 }), QueueFullError);
      const waiting = queue.put(3);
      assertEquals([queue.getNowait(), queue.getNowait()], [1, 2]);
      await waiting;
      assertEquals(queue.getNowait(), 3);
    }
    using any = new Queue<number>(-1);
    assertEquals(any.full(), false);
  });

  it("get() waits for an item, or for its timeout, or for its signal", async () => {
    using queue = new Queue<number>();
    assertThrows(() => queue.getNowait(), QueueEmptyError, "as it is empty");
    assertThrows(() => queue.getSync({ timeout: 1 }), QueueEmptyError, "after 1 ms");
    await assertRejects(() => queue.get({ timeout: 1 }), QueueEmptyError);
    await assertRejects(() => queue.get({ signal: AbortSignal.abort(new Error("enough")) }), Error, "enough");
    const controller = new AbortController();
    const [first, second] = [queue.get({ signal: controller.signal }), queue.get()];
    controller.abort();
    await assertRejects(() => first, DOMException);
    await queue.put(7);
    assertEquals(await second, 7);
  });

  it("refuses bad arguments at the call", async () => {
    const before = checkHeap();
    assertThrows(() => new Queue(1.5), RangeError, "received 1.5");
    assertThrows(() => new Queue(2 ** 31), RangeError);
    assertThrows(() => new Queue({ maxsize: 5 } as never), TypeError, "'maxsize' is unknown");
    {
      using queue = new Queue();
      await assertRejects(() => queue.put(1, { timeout: -1 }), RangeError, "received -1");
      await assertRejects(() => queue.get({ timeout: 0.1 }), RangeError, "looks like seconds");
      assertThrows(() => queue.getSync({ block: true } as never), TypeError, "'block' is unknown");
      await assertRejects(() => queue.put(() => {}), TransferError);
      assertThrows(() => queue.putSync({ deep: [Symbol()] }), TransferError, "deep");
      assertEquals(queue.qsize(), 0);
    }
    assertEquals(checkHeap(), before);
  });

  it("releases an item whose put timed out, was aborted or came too late", async () => {
    const before = checkHeap();
    {
      using queue = new Queue<Uint8Array>(1);
      const item = new Uint8Array(10_000);
      await queue.put(item);
      await assertRejects(() => queue.put(item, { timeout: 1 }), QueueFullError);
      const controller = new AbortController();
      const aborted = queue.put(item, { signal: controller.signal });
      const closed = queue.put(item);
      controller.abort();
      await assertRejects(() => aborted, DOMException);
      queue.close();
      await assertRejects(() => closed, QueueClosedError);
      const { blocks } = checkHeap();
      assertEquals(blocks, before.blocks + 1);
    }
    assertEquals(checkHeap(), before);
  });

  it("close() lets what is there be taken, and then ends gets, puts and iteration", async () => {
    using queue = new Queue<number>();
    await assertRejects(() => queue.joinThread(), Error, "not closed");
    await queue.put(1);
    await queue.put(2);
    queue.close();
    queue.close();
    await queue.joinThread();
    await assertRejects(() => queue.put(3), QueueClosedError, "Cannot put into a queue that is closed");
    assertThrows(() => queue.putNowait(3), QueueClosedError);
    assertEquals(await queue.get(), 1);
    const rest: number[] = [];
    for await (const item of queue) rest.push(item);
    assertEquals(rest, [2]);
    await assertRejects(() => queue.get(), QueueClosedError, "closed and empty");
    assertThrows(() => queue.getSync(), QueueClosedError);
  });

  it("close() wakes who waits", async () => {
    using queue = new Queue<number>();
    const waiting = queue.get();
    queue.close();
    await assertRejects(() => waiting, QueueClosedError);
  });

  it("cannot be used once it has been disposed of, also by who waits", async () => {
    const queue = new Queue<number>();
    const waiting = queue.get();
    queue[Symbol.dispose]();
    await assertRejects(() => waiting, ReferenceError, "Cannot use a queue: it has been disposed of");
    await assertRejects(() => queue.put(1), ReferenceError);
    assertThrows(() => queue.qsize(), ReferenceError);
  });

  it("carries shared objects, itself among them, and keeps them alive meanwhile", async () => {
    const before = checkHeap();
    {
      using queue = new Queue<unknown>();
      using value = new Value("i", 1);
      await queue.put([value, value, queue]);
      const [first, second, itself] = await queue.get() as [Value<"i">, Value<"i">, Queue<unknown>];
      first.value = 5;
      assertEquals([value.value, first === second], [5, true]);
      itself.putNowait("through the twin");
      assertEquals(queue.getNowait(), "through the twin");
      first[Symbol.dispose]();
      itself[Symbol.dispose]();
    }
    assertEquals(checkHeap(), before);
  });

  it("keeps alive what its maker has left behind in it", async () => {
    using queue = new Queue<SharedArray<"i">>();
    await inWorker(FIXTURES, passing.putOwnArray, queue);
    using array = await queue.get();
    assertEquals([...array], [1, 2, 3]);
  });

  for (const maxSize of [0, 3]) {
    it(`passes every item of several producers on once, in order, maxSize ${maxSize}`, async () => {
      const before = checkHeap();
      const count = 3000;
      {
        using queue = new Queue<Item>(maxSize);
        const consumers = [
          inWorker(FIXTURES, passing.consume, queue),
          inWorker(FIXTURES, passing.consumeSync, queue),
          passing.consume(queue),
        ];
        await Promise.all([
          inWorker(FIXTURES, passing.produce, queue, 0, count),
          inWorker(FIXTURES, passing.produceSync, queue, 1, count),
          passing.produce(queue, 2, count),
        ]);
        queue.close();
        const taken = await Promise.all(consumers);
        for (const producer of [0, 1, 2]) {
          const own = taken.map((items) =>
            items.filter((item) => item[0] === producer).map((item) => item[1])
          );
          for (const orders of own) assert(orders.every((order, i) => i === 0 || order > orders[i - 1]!));
          assertEquals(own.flat().sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
        }
      }
      assertEquals(checkHeap(), before);
    });
  }
});

describe("JoinableQueue", () => {
  it("join() waits until every item is done", async () => {
    using queue = new JoinableQueue<number>();
    await queue.join();
    queue.joinSync();
    const workers = [1, 2].map(() => inWorker(FIXTURES, passing.work, queue));
    for (let i = 1; i <= 100; i++) await queue.put(i);
    await queue.join();
    for (let i = 101; i <= 200; i++) await queue.put(i);
    queue.joinSync();
    assertEquals(queue.qsize(), 0);
    queue.close();
    const sums = await Promise.all(workers);
    assertEquals(sums[0]! + sums[1]!, 20_100);
  });

  it("join() gives up after its timeout", async () => {
    using queue = new JoinableQueue<number>();
    await queue.put(1);
    await assertRejects(() => queue.join({ timeout: 1 }), TimeoutError, "1 items are unfinished after 1 ms");
    assertThrows(() => queue.joinSync({ timeout: 1 }), TimeoutError);
  });

  it("taskDone() refuses to be called too often", () => {
    using queue = new JoinableQueue<number>();
    queue.putNowait(1);
    queue.taskDone();
    assertThrows(() => queue.taskDone(), Error, "none is unfinished");
  });

  it("is one wherever it arrives", async () => {
    using queue = new Queue<JoinableQueue>();
    using sent = new JoinableQueue();
    await queue.put(sent);
    using arrived = await queue.get();
    assertInstanceOf(arrived, JoinableQueue);
  });
});

describe("SimpleQueue", () => {
  it("puts, gets and closes", async () => {
    using queue = new SimpleQueue<string>();
    assert(queue.empty());
    const waiting = queue.get();
    queue.put("a");
    queue.put("b");
    assertEquals(await waiting, "a");
    assertEquals(queue.getSync(), "b");
    assertThrows(() => queue.put((() => {}) as never), TransferError);
    queue.close();
    assertThrows(() => queue.put("c"), QueueClosedError);
    await assertRejects(() => queue.get(), QueueClosedError);
    assertThrows(() => queue.getSync(), QueueClosedError);
  });
});
