import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { SocketAddress } from "../../engine/platform/sockets.ts";
import { Client } from "../../engine/channel/client.ts";
import { Listener } from "../../engine/channel/listener.ts";
import { Queue } from "../../engine/channel/queue.ts";
import {
  AuthenticationError,
  ConnectionClosedError,
  ConnectionRefusedError,
  QueueEmptyError,
} from "../../engine/errors/channel_errors.ts";
import { BrokenBarrierError, TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import type { DictProxy, ListProxy } from "../../engine/manager/proxy_types.ts";
import { Manager } from "../../engine/manager/manager.ts";
import type { RemoteManager } from "../../engine/manager/remote_manager.ts";
import { Pool, Process } from "../../mod.ts";
import { activeChildren } from "../../engine/process/children.ts";
import { Event } from "../../engine/sync/event.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";
import { runFixture } from "../support/run_fixture.ts";

const PROGRAM = new URL("./fixtures/remote_program.ts", import.meta.url);
const tasks = importTasks<typeof import("./fixtures/workers.ts")>(
  import.meta.resolve("./fixtures/workers.ts"),
);

const folder = Deno.makeTempDirSync();
let sockets = 0;
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const KINDS: Record<string, () => SocketAddress> = {
  TCP: () => ["127.0.0.1", 0],
  Unix: () => `${folder}/${++sockets}.sock`,
};

const authKey = "secret";

function serve(): Promise<RemoteManager> {
  return Manager.serve({ address: ["127.0.0.1", 0], authKey });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

for (const [kind, newAddress] of Object.entries(KINDS)) {
  // Deno has no Unix sockets on Windows.
  const ignore = kind === "Unix" && Deno.build.os === "windows";
  describe(`two programs with a manager over ${kind}`, { ignore }, () => {
    it("see the same objects", async () => {
      await using manager = await Manager.serve({ address: newAddress(), authKey });
      const shared = await manager.register<DictProxy<string, unknown>>("shared", "dict", {
        singleton: true,
      })();
      const queue = await manager.Queue<string>();
      await shared.set("queue", queue);
      const got = queue.get();
      const run = await runFixture(PROGRAM, [JSON.stringify([manager.address, authKey, "use"])]);
      assertEquals(run, { code: 0, stdout: ["done"], stderr: "" });
      assertEquals(await got, "sum 3");
      const list = await shared.get("from the client") as ListProxy<number>;
      assertEquals(await list.slice(), [0, 1, 2]);
    });

    it("do not, if their keys differ", async () => {
      await using manager = await Manager.serve({ address: newAddress(), authKey });
      const run = await runFixture(PROGRAM, [JSON.stringify([manager.address, "other", "use"])]);
      assertEquals(run, { code: 0, stdout: ["AuthenticationError"], stderr: "" });
      await assertRejects(() => Manager.connect({ address: manager.address }), AuthenticationError);
      assertEquals(await manager.numberOfObjects(), 0);
    });

    it("do not notice for long that a client was killed", async () => {
      await using manager = await Manager.serve({ address: newAddress(), authKey });
      const shared = await manager.register<DictProxy<string, unknown>>("shared", "dict", {
        singleton: true,
      })();
      const queue = await manager.Queue<string>();
      const lock = await manager.Lock();
      await shared.update({ queue, lock });
      const command = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", PROGRAM.href, JSON.stringify([manager.address, authKey, "hold"])],
        stdout: "null",
      });
      const program = command.spawn();
      await until(() => shared.has("held"));
      assertEquals([await lock.locked(), await manager.numberOfObjects()], [true, 4]);
      program.kill("SIGKILL");
      await program.status;
      // Its lock is given back, its list released, and its wait for an item takes none.
      assert(await lock.acquire());
      assertEquals(await lock.abandoned, true);
      await until(async () => await manager.numberOfObjects() === 3);
      await queue.put("kept");
      assertEquals(await queue.get({ timeout: 5000 }), "kept");
    });

    it("reject calls when the server is killed", async () => {
      const server = await Manager.serve({ address: newAddress(), authKey });
      const manager = await Manager.connect({ address: server.address, authKey });
      const list = await manager.list([1]);
      const queue = await manager.Queue();
      const waiting = assertRejects(() => queue.get(), ConnectionClosedError, "gone");
      activeChildren().find(({ name }) => name.startsWith("Manager-"))!.kill();
      await waiting;
      await assertRejects(() => list.length, ConnectionClosedError);
      await assertRejects(() => manager.list(), ConnectionClosedError);
      await manager.shutdown();
      await server.shutdown();
    });
  });
}

describe("RemoteManager", () => {
  it("gives proxies of locks that threads own", async () => {
    await using manager = await serve();
    await using client = await Manager.connect({ address: manager.address, authKey });
    assertEquals(client.address, manager.address);
    const shared = await manager.register<DictProxy<string, unknown>>("shared", "dict", {
      singleton: true,
    })();
    const [lock, rlock] = [await manager.Lock(), await manager.RLock()];
    {
      await using _ = await lock.hold();
      assertEquals([await lock.locked(), await lock.acquire({ timeout: 0 })], [true, false]);
      await assertRejects(() => lock.hold({ timeout: 1 }), TimeoutError, "within 1 ms");
    }
    assertEquals(await lock.locked(), false);
    await assertRejects(() => lock.release(), Error, "not held");
    assertEquals([await rlock.acquire(), await rlock.acquire()], [true, true]);
    await rlock.release();
    await shared.set("rlock", rlock);
    assertEquals(await rlock.acquire({ timeout: 1 }), true);
    await rlock.release();
    await rlock.release();
    await assertRejects(() => rlock.release(), Error, "does not hold");
    using ready = new Event();
    const process = new Process({ target: tasks.holdForEver, args: [lock, ready] });
    process.start();
    await ready.wait();
    const acquired = lock.acquire();
    process.kill();
    assertEquals(await acquired, true);
  });

  it("gives proxies of semaphores, events, conditions and barriers", async () => {
    await using manager = await serve();
    const semaphore = await manager.BoundedSemaphore(1);
    assertEquals([await semaphore.acquire(), await semaphore.acquire({ timeout: 1 })], [true, false]);
    await semaphore.release();
    await assertRejects(() => semaphore.release(), RangeError, "more often");
    await assertRejects(() => manager.Semaphore(-1), RangeError, "received -1");
    const objects = {
      condition: await manager.Condition(),
      event: await manager.Event(),
      barrier: await manager.Barrier(3),
      list: await manager.list<string>(),
    };
    const { condition, event, barrier, list } = objects;
    await using pool = new Pool(2);
    const work = Promise.all([
      pool.apply(tasks.waitAndCount, [objects]),
      pool.apply(tasks.waitAndCount, [objects]),
    ]);
    const index = await barrier.wait();
    await until(async () => await list.length === 2);
    assertEquals(new Set([`barrier ${index}`, ...await list.slice()]).size, 3);
    assertEquals([await event.isSet(), await event.wait({ timeout: 1 })], [false, false]);
    await event.set();
    {
      await using _ = await condition.hold();
      await list.append("go");
      await condition.notifyAll();
    }
    await work;
    assertEquals((await list.slice()).filter((item) => item === "went").length, 2);
    await assertRejects(() => condition.notify(), Error, "not held");
    const broken = assertRejects(() => barrier.wait(), BrokenBarrierError, "broken");
    await assertRejects(() => barrier.wait({ timeout: 1 }), BrokenBarrierError);
    await broken;
    assertEquals([await barrier.broken, await barrier.parties, await barrier.nWaiting], [true, 3, 0]);
    await barrier.reset();
    const reset = assertRejects(() => barrier.wait(), BrokenBarrierError, "reset");
    await until(async () => await barrier.nWaiting === 1);
    await barrier.reset();
    await reset;
    assertEquals(await barrier.broken, false);
  });

  it("gives proxies of queues, values and arrays", async () => {
    await using server = await serve();
    await using manager = await Manager.connect({ address: server.address, authKey });
    const queue = await manager.JoinableQueue<ListProxy<number>>(2);
    const list = await manager.list([1]);
    await queue.put(list);
    list[Symbol.dispose]();
    const again = await queue.get();
    assertEquals(await again.slice(), [1]);
    await queue.taskDone();
    await queue.join();
    await assertRejects(() => queue.get({ timeout: 1 }), QueueEmptyError, "after 1 ms");
    const abort = new AbortController();
    const waiting = queue.get({ signal: abort.signal });
    abort.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
    await queue.put(again);
    assertEquals(await queue.qsize(), 1);
    const numbers = await server.Queue<number>();
    const sums = await server.Namespace<{ sum: number }>();
    await using pool = new Pool(1);
    const consumed = pool.apply(tasks.consume, [numbers, sums]);
    for (let i = 1; i <= 4; i++) await numbers.put(i);
    await numbers.close();
    await consumed;
    assertEquals(await sums.get("sum"), 10);
    const value = await manager.Value("i", 2 ** 31 - 1);
    assertEquals([await value.add(1), await value.value], [2 ** 31 - 1, -(2 ** 31)]);
    const array = await manager.Array("d", [1, 2, 3]);
    await array.set(-1, 0.5);
    await array.setSlice([8, 9], 0, 2);
    assertEquals([await array.length, await array.at(2), await array.slice(), await array.getValue()], [
      3,
      0.5,
      [8, 9, 0.5],
      [8, 9, 0.5],
    ]);
    assertEquals(await Array.fromAsync(array), [8, 9, 0.5]);
  });

  it("refuses to block for a server behind a socket, to send proxies elsewhere, and code from elsewhere", async () => {
    await using server = await serve();
    await using manager = await Manager.connect({ address: server.address, authKey });
    await using other = await serve();
    const list = await manager.list([1]);
    await assertRejects(async () => await list.sliceSync(), TypeError, 'use "slice"');
    const theirs = await other.list<unknown>();
    await using stranger = await Manager.connect({ address: other.address, authKey });
    const there = await stranger.list<unknown>();
    await assertRejects(() => there.append(list), TransferError, "its own manager");
    await assertRejects(() => list.append(theirs as never), TransferError);
    await assertRejects(() => manager.register("Remote", () => ({}))(), TypeError, "from another program");
    await assertRejects(() => manager.list([new Queue()]), TransferError, "shared memory");
    await assertRejects(() => manager.join(), Error, "another program");
    await using listener = new Listener();
    using connection = await Client(listener.address);
    await assertRejects(() => connection.send(list), TransferError, "its own manager");
  });

  it("says why it cannot serve or connect", async () => {
    const server = await serve();
    const { address } = server;
    await assertRejects(() => Manager.serve({ address, authKey }), Error, "in use");
    await assertRejects(() => Manager.connect({ address, authKey: "wrong" }), AuthenticationError, "refused");
    await server.shutdown();
    await assertRejects(() => Manager.connect({ address, authKey }), ConnectionRefusedError);
    await assertRejects(() => Manager.connect({ address: "" }), TypeError);
    await assertRejects(() => Manager.serve({ adress: "" } as never), TypeError, "unknown");
  });
});
