import { assert, assertEquals, assertThrows } from "@std/assert";
import { afterAll, beforeAll } from "@std/testing/bdd";
import { importTasks, Manager, Process } from "../../mod.ts";
import { suite } from "./conform.ts";

const FIXTURES = import.meta.resolve("./fixtures/managed.ts");
const tasks = importTasks<typeof import("./fixtures/managed.ts")>(FIXTURES);

/** Has a process use the object, and finds that it found all as it should be. */
async function used<T>(target: (object: T) => unknown, object: T): Promise<void> {
  const process = new Process<[T]>({ target, args: [object], daemon: true });
  process.start();
  await process.join();
  assertEquals(process.exitCode, 0);
}

suite("_test_multiprocessing", "TestSyncManagerTypes", ({ same, better, inPart, notApplicable }) => {
  let manager: Manager;
  beforeAll(() => void (manager = new Manager()));
  afterAll(() => manager.shutdown());

  same("test_event", async () => {
    using event = await manager.Event();
    event.set();
    await used(tasks.event, event);
    assert(!event.isSet());
    assertEquals(await event.wait({ timeout: 1 }), false);
  });

  better(
    "test_lock",
    "a process that ends and holds the lock gives it up: the next to acquire it learns that from `abandoned`",
    async () => {
      using lock = await manager.Lock();
      await used(tasks.acquire, lock);
      assert(await lock.acquire());
      assert(lock.abandoned);
      lock.release();
      assertThrows(() => lock.release(), Error);
    },
  );

  same("test_rlock", async () => {
    using lock = await manager.RLock();
    await used(tasks.acquireAndRelease, lock);
    assert(await lock.acquire({ timeout: 0 }));
    lock.release();
  });

  same("test_semaphore", async () => {
    using semaphore = await manager.Semaphore();
    await used(tasks.acquire, semaphore);
    semaphore.release();
    assert(await semaphore.acquire({ timeout: 0 }));
  });

  same("test_bounded_semaphore", async () => {
    using semaphore = await manager.BoundedSemaphore();
    await used(tasks.acquire, semaphore);
    semaphore.release();
    assertThrows(() => semaphore.release());
  });

  same("test_condition", async () => {
    using condition = await manager.Condition();
    await used(tasks.acquireAndRelease, condition);
  });

  same("test_barrier", async () => {
    using barrier = await manager.Barrier(5);
    await used(tasks.barrier, barrier);
    assertEquals(barrier.broken, false);
  });

  notApplicable("test_pool", "workers make pools of their own, so none has to be asked of a server");

  same("test_queue", async () => {
    using queue = await manager.Queue<number>(2);
    await queue.put(5);
    await queue.put(6);
    await used(tasks.queue, queue);
    assertEquals([queue.empty(), queue.full()], [true, false]);
  });

  same("test_joinable_queue", async () => {
    using queue = await manager.JoinableQueue<number>(2);
    await queue.put(5);
    await queue.put(6);
    await used(tasks.queue, queue);
    assertEquals([queue.empty(), queue.full()], [true, false]);
  });

  same("test_list", async () => {
    const list = await manager.list<number>();
    await list.append(5);
    await used(tasks.list, list);
    assertEquals(await list.length, 0);
  });

  inPart("test_dict", "there is no operator `|` of maps, and no `fromkeys`", async () => {
    const dict = await manager.dict<string, number>();
    await dict.set("foo", 5);
    await used(tasks.dict, dict);
    assertEquals(await dict.size, 0);
  });

  for (const test of ["test_set", "test_set_init", "test_set_contain_all_method"]) {
    notApplicable(test, "there is no managed set");
  }

  inPart("test_value", "`value` alone reads and writes it", async () => {
    using value = await manager.Value("i", 1);
    await used(tasks.value, value);
    assertEquals(value.value, 2);
  });

  same("test_array", async () => {
    using array = await manager.Array("i", [0, 1]);
    await used(tasks.array, array);
  });

  same("test_namespace", async () => {
    const names = await manager.Namespace<{ x: number; y: number }>();
    await names.set("x", 0);
    await names.set("y", 1);
    await used(tasks.namespace, names);
  });
});
