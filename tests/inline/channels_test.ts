/** Queues, pipes and shared memory between inline processes. `everywhere_test.ts` runs these where there are no threads. */
import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  type Connection,
  ConnectionClosedError,
  JoinableQueue,
  Pipe,
  Pool,
  Process,
  Queue,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  ShareableList,
  SharedArray,
  SharedMemory,
  SimpleQueue,
  struct,
  Value,
} from "../../mod.ts";

const backend = "inline";

/** Starts a process. */
function start<A extends unknown[]>(target: (...args: A) => unknown, ...args: A): Process {
  const process = new Process<unknown[]>({ target: target as never, args, backend });
  process.start();
  return process;
}

describe("queues between inline processes", () => {
  it("pass every item of several producers on once, and never hold more than their size", async () => {
    using items = new Queue<number>(3);
    using results = new Queue<[number, number]>();
    const produce = async (items: Queue<number>, first: number) => {
      for (let n = first; n < first + 25; n++) {
        if (items.qsize() > 3) throw new Error("too many");
        await items.put(n);
      }
    };
    const consume = async (items: Queue<number>, results: Queue<[number, number]>, id: number) => {
      for await (const item of items) await results.put([id, item]);
    };
    const producers = [0, 25, 50].map((first) => start(produce, items, first));
    const consumers = [0, 1].map((id) => start(consume, items, results, id));
    for (const producer of producers) await producer.join();
    items.close();
    for (const consumer of consumers) await consumer.join();
    const seen = await Array.fromAsync({ length: 75 }, () => results.get());
    assertEquals(seen.map(([, n]) => n).sort((a, b) => a - b), Array.from({ length: 75 }, (_, n) => n));
    assertEquals([...producers, ...consumers].map(({ exitCode }) => exitCode), [0, 0, 0, 0, 0]);
  });

  it("pass on large items as they are", async () => {
    using queue = new Queue<Uint8Array>();
    const sender = start((queue: Queue<Uint8Array>) => queue.put(new Uint8Array(3 << 20).fill(5)), queue);
    assertEquals(await queue.get(), new Uint8Array(3 << 20).fill(5));
    await sender.join();
    queue.putSync(new Uint8Array(2 << 20).fill(6));
    assertEquals(queue.getSync(), new Uint8Array(2 << 20).fill(6));
  });

  it("tell that they are full, empty or closed, and copy what they carry", async () => {
    using queue = new Queue<number[]>(1);
    const list = [1];
    await queue.put(list);
    list.push(2);
    await assertRejects(() => queue.put([2], { timeout: 1 }), QueueFullError);
    assertEquals([queue.full(), await queue.get(), queue.empty()], [true, [1], true]);
    await assertRejects(() => queue.get({ timeout: 1 }), QueueEmptyError);
    queue.close();
    await assertRejects(() => queue.put([1]), QueueClosedError);
  });

  it("are joined once every item is done", async () => {
    using queue = new JoinableQueue<number>();
    using done = new Value("i", 0);
    for (let n = 0; n < 10; n++) await queue.put(n);
    const worker = start(
      async (queue: JoinableQueue<number>, done: Value<"i">) => {
        while (true) {
          await queue.get();
          await new Promise((resolve) => setTimeout(resolve));
          done.value++;
          queue.taskDone();
        }
      },
      queue,
      done,
    );
    await queue.join();
    assertEquals([done.value, worker.isAlive], [10, true]);
    worker.terminate();
  });

  it("work from tasks, also simple ones", async () => {
    using queue = new SimpleQueue<number>();
    await using pool = new Pool({ processes: 2, backend });
    const getting = pool.run((queue: SimpleQueue<number>) => queue.get(), queue);
    await pool.run(async (queue: SimpleQueue<number>) => await queue.put(5), queue);
    assertEquals([await getting, queue.empty()], [5, true]);
  });
});

describe("pipes between inline processes", () => {
  it("carry values both ways, and end when the other end's process is over", async () => {
    const [near, far] = Pipe<number>();
    const echo = start(
      async (far: Connection<number>) => {
        for (let n = 0; n < 3; n++) await far.send(2 * await far.recv());
      },
      far,
    );
    far.close();
    for (const n of [1, 2, 3]) {
      await near.send(n);
      assertEquals(await near.recv(), 2 * n);
    }
    await assertRejects(() => near.recv(), ConnectionClosedError);
    assertEquals([await echo.exited, near.closed], [0, false]);
    near.close();
  });
});

describe("shared memory between inline processes", () => {
  it("is the same: values, arrays, structs, named blocks and lists", async () => {
    const Point = struct({ x: "f64", y: "i32" });
    using value = new Value("i", 1);
    using array = new SharedArray("f64", [1, 2]);
    using point = new Value(Point);
    using block = new SharedMemory({ create: true, size: 8 });
    using list = new ShareableList([1, "two", 3.5]);
    const change = (
      value: Value<"i">,
      array: SharedArray<"f64">,
      point: { x: number; y: number },
      name: string,
      list: ShareableList<[number, string, number]>,
    ) => {
      value.add(4);
      array[1] = 7;
      point.x = 2.5;
      using block = new SharedMemory({ name });
      block.buf[0] = 9;
      (list as unknown as string[])[1] = "2";
    };
    const process = start(change as never, value, array, point, block.name, list);
    await process.join();
    assertEquals([process.exitCode, value.value, [...array]], [0, 5, [1, 7]]);
    assertEquals([block.buf[0], [...list]], [9, [1, "2", 3.5]]);
    assertEquals([point.x, point.y], [2.5, 0]);
  });
});
