import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Queue } from "../../engine/channel/queue.ts";
import { ConnectionClosedError } from "../../engine/errors/channel_errors.ts";
import { ProcessError } from "../../engine/errors/process_error.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { Manager } from "../../engine/manager/manager.ts";
import type { DictProxy, ListProxy } from "../../engine/manager/proxy_types.ts";
import { activeChildren } from "../../engine/process/children.ts";
import { Pool, Process } from "../../mod.ts";
import { Event } from "../../engine/sync/event.ts";
import { importTasks } from "../../engine/task/import_tasks.ts";

const tasks = importTasks<typeof import("./fixtures/workers.ts")>(
  import.meta.resolve("./fixtures/workers.ts"),
);

/** Waits until the manager has so many objects: proxies are released by messages that take their time. */
async function untilObjects(manager: Manager, count: number): Promise<void> {
  while (await manager.numberOfObjects() !== count) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe("Manager", () => {
  it("dict() makes a dict with Python's methods", async () => {
    await using manager = new Manager();
    const dict = await manager.dict<string, number>({ a: 1, b: 2 });
    assertEquals([await dict.get("a"), await dict.get("z"), await dict.get("z", 9)], [1, undefined, 9]);
    assertEquals([await dict.size, await dict.has("b"), await dict.has("z")], [2, true, false]);
    await dict.set("c", 3);
    assertEquals([await dict.keys(), await dict.values()], [["a", "b", "c"], [1, 2, 3]]);
    assertEquals(await dict.items(), [["a", 1], ["b", 2], ["c", 3]]);
    assertEquals([await dict.pop("b"), await dict.pop("b", 0), await dict.popItem()], [2, 0, ["c", 3]]);
    await assertRejects(() => dict.pop("b"), RangeError, "does not have");
    assertEquals([await dict.setDefault("a", 5), await dict.setDefault("d", 6)], [1, 6]);
    await dict.update(new Map([["d", 7]]));
    assertEquals(await dict.copy(), new Map([["a", 1], ["d", 7]]));
    assertEquals(await dict.getValue(), new Map([["a", 1], ["d", 7]]));
    assertEquals([await dict.delete("a"), await dict.delete("a")], [true, false]);
    const entries: [string, number][] = [];
    for await (const entry of dict) entries.push(entry);
    assertEquals(entries, [["d", 7]]);
    await dict.clear();
    await assertRejects(() => dict.popItem(), RangeError, "empty");
    const pairs = await manager.dict(new Map([[1n, "x"]]));
    assertEquals(await pairs.get(1n), "x");
    const objects = await manager.dict<object, number>();
    await assertRejects(() => objects.set({}, 1), TypeError, "arrives as two");
  });

  it("list() makes a list with Python's methods", async () => {
    await using manager = new Manager();
    const list = await manager.list([3, 1, 2]);
    assertEquals([await list.length, await list.at(0), await list.at(-1)], [3, 3, 2]);
    await assertRejects(() => list.at(3), RangeError, "index 3 in a list of 3");
    await list.sort();
    assertEquals(await list.getValue(), [1, 2, 3]);
    await list.sort({ reverse: true });
    await list.append(9);
    await list.extend([9, 10]);
    await list.insert(-1, 8);
    assertEquals(await list.slice(), [3, 2, 1, 9, 9, 8, 10]);
    assertEquals([await list.slice(-2), await list.slice(0, 4, 2)], [[8, 10], [3, 1]]);
    assertEquals([await list.pop(), await list.pop(0), await list.count(9), await list.index(9)], [
      10,
      3,
      2,
      2,
    ]);
    await list.remove(9);
    await assertRejects(() => list.remove(77), RangeError, "not in the list");
    await list.reverse();
    await list.set(0, 5);
    await list.delete(-1);
    assertEquals([await list.concat([7]), await list.repeat(2)], [[5, 9, 1, 7], [5, 9, 1, 5, 9, 1]]);
    assertEquals([await list.includes(9), await list.push(1, 2)], [true, 5]);
    const seen: number[] = [];
    for await (const item of list) {
      if (seen.push(item) === 1) await list.append(100);
    }
    // The first page had been read.
    for (const item of await list.slice(seen.length)) seen.push(item);
    assertEquals(seen, [5, 9, 1, 1, 2, 100]);
    await list.clear();
    assertEquals(await list.length, 0);
  });

  it("Namespace() makes named values", async () => {
    await using manager = new Manager();
    const names = await manager.Namespace<{ x: number; y: string[] }>({ x: 1 });
    await names.set("y", ["a"]);
    assertEquals([await names.get("x"), await names.get("y"), await names.names()], [1, ["a"], ["x", "y"]]);
    assertEquals([await names.delete("x"), await names.has("x")], [true, false]);
    await assertRejects(() => names.get("x"), ReferenceError, '"x"');
    assertEquals(await names.getValue(), { y: ["a"] });
  });

  it("hands out the library's own queues, locks and values", async () => {
    await using manager = new Manager();
    using queue = await manager.Queue<number>(1);
    await queue.put(1);
    assert(queue.full());
    using array = await manager.Array("i", [1, 2]);
    using value = await manager.Value("d", 0.5);
    assertEquals([array.length, value.value], [2, 0.5]);
    using lock = await manager.Lock();
    assert(await lock.acquire() && lock.locked());
    using condition = await manager.Condition(lock);
    condition.notifyAll();
    using semaphore = await manager.BoundedSemaphore(1);
    await assertRejects(async () => await semaphore.release());
    await assertRejects(() => manager.Barrier(0), RangeError);
  });

  it("keeps what nests a reference, and copies what is plain", async () => {
    await using manager = new Manager();
    const outer = await manager.dict<string, unknown>();
    const inner = await manager.list<unknown>([1]);
    await outer.set("inner", inner);
    await outer.set("plain", [1]);
    inner[Symbol.dispose]();
    const again = await outer.get("inner") as ListProxy;
    await again.append(outer);
    (await outer.get("plain") as number[]).push(2);
    assertEquals(await outer.get("plain"), [1]);
    const self = await again.at(1) as DictProxy;
    assertEquals(await self.size, 2);
    const [, plain] = await outer.values();
    assertEquals(plain, [1]);
  });

  it("raises in the caller what a method throws, of the same class", async () => {
    await using manager = new Manager();
    const thrower = manager.register("Thrower", () => ({
      range: () => {
        throw Object.assign(new RangeError("out", { cause: "deep" }), { code: 7 });
      },
      later: () => Promise.reject(new SyntaxError("late")),
      unsendable: () => () => {},
    }));
    const proxy = await thrower();
    const error = await assertRejects(() => proxy.range(), RangeError, "out") as RangeError & {
      code: number;
    };
    assertEquals([error.code, error.cause], [7, "deep"]);
    await assertRejects(() => proxy.later(), SyntaxError, "late");
    await assertRejects(() => proxy.unsendable(), TransferError, "functions");
    await assertRejects(() => proxy.callMethod("nothing"), TypeError, "it exposes range, later, unsendable");
    await assertRejects(() => proxy.callMethod("range", [() => 1]), TransferError, "functions");
  });

  it("serves a caller while others wait", async () => {
    await using manager = new Manager();
    const newGate = manager.register("Gate", () => {
      let open = () => {};
      const opened = new Promise<string>((resolve) => open = () => resolve("opened"));
      return { pass: () => opened, open: () => open() };
    });
    const gate = await newGate();
    const passed = gate.pass();
    await gate.open();
    assertEquals(await passed, "opened");
  });

  it("ends the wait of a call when its signal aborts", async () => {
    await using manager = new Manager();
    const stuck = await manager.register("Stuck", () => ({ wait: () => new Promise<void>(() => {}) }))();
    const abort = new AbortController();
    const waiting = stuck.callMethod("wait", [], abort.signal);
    abort.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
  });
});

describe("Manager.register()", () => {
  it("takes classes, and exposes what it is told to", async () => {
    class Counter {
      value: number;
      constructor(value: number) {
        this.value = value;
      }
      get double() {
        return this.value * 2;
      }
      increment(by: number) {
        return this.value += by;
      }
      _secret() {
        return "secret";
      }
    }
    await using manager = new Manager();
    const newCounter = manager.register("Counter", Counter);
    const counter = await newCounter(5);
    assertEquals([await counter.increment(2), await counter.double, counter.incrementSync(1)], [7, 14, 8]);
    assertEquals(await counter.getValue(), { value: 8 });
    await assertRejects(() => counter.callMethod("_secret"), TypeError, "not exposed");
    const sealed = await manager.register("Sealed", Counter, { exposed: ["double"] })(1);
    assertEquals(await sealed.double, 2);
    await assertRejects(() => sealed.callMethod("increment", [1]), TypeError, "it exposes double");
    assertEquals(String(sealed), "<Proxy of Sealed 2>");
  });

  it("returns proxies of the results of methods that it is told of", async () => {
    class Tree {
      children: Tree[] = [];
      grow() {
        const child = new (this.constructor as typeof Tree)();
        this.children.push(child);
        return child;
      }
      count(): number {
        return this.children.reduce((sum, child) => sum + child.count(), 1);
      }
    }
    await using manager = new Manager();
    const tree = await manager.register("Tree", Tree, { methodToTypeId: { grow: "Tree" } })();
    const child = await tree.grow() as unknown as typeof tree;
    await child.grow();
    assertEquals(await tree.count(), 3);
  });

  it("makes a singleton once", async () => {
    await using manager = new Manager();
    const scores = manager.register<ListProxy<number>>("scores", "list", { singleton: true });
    await (await scores()).append(1);
    assertEquals(await (await scores()).getValue(), [1]);
  });

  it("refuses what cannot be sent, and types that nobody registered", async () => {
    await using manager = new Manager();
    const captured = [1];
    class Capturing {
      get() {
        return captured;
      }
    }
    assertThrows(() => manager.register("Capturing", Capturing), TransferError, '"captured"');
    assertThrows(() => manager.register("Odd", 5 as never), TypeError, "received 5");
    assertThrows(() => manager.register("Odd", "list", { expose: [] } as never), TypeError, "unknown");
    await assertRejects(() => manager.register("Nobody's")(), TypeError, "no such type is registered");
    await assertRejects(() => manager.register("Number", () => 5 as never)(), TypeError, "no object");
  });
});

describe("proxies", () => {
  it("go to workers in arguments, and work there in both forms", async () => {
    await using manager = new Manager();
    await using pool = new Pool(2);
    const list = await manager.list<number>();
    await Promise.all([
      pool.apply(tasks.append, [list, 0, 100]),
      pool.apply(tasks.append, [list, 100, 100]),
      append(list, 200, 100),
    ]);
    assertEquals((await list.slice()).sort((a, b) => a - b), Array.from({ length: 300 }, (_, i) => i));
    assertEquals(await pool.apply(tasks.appendSync, [list, 300, 50]), 350);
  });

  it("go through queues and into other proxies, and keep the object alive on the way", async () => {
    await using manager = new Manager();
    await using pool = new Pool(1);
    const dict = await manager.dict<string, ListProxy<string>>();
    const list = await manager.list<string>();
    await pool.apply(tasks.nest, [dict, list]);
    using queue = new Queue<ListProxy<string>>();
    await queue.put(list);
    list[Symbol.dispose]();
    await dict.delete("list");
    assertEquals(await manager.numberOfObjects(), 2);
    const again = await queue.get();
    assertEquals(await again.slice(), ["from the worker"]);
    const process = new Process({ target: tasks.useFromQueue, args: [queue] });
    process.start();
    await queue.put(again);
    await process.join();
    assertEquals([process.exitCode, await again.slice()], [0, ["from the worker", "queued"]]);
    again[Symbol.dispose]();
    await untilObjects(manager, 1);
  });

  it("release the object with the last of them", async () => {
    await using manager = new Manager();
    const list = await manager.list([1]);
    const other = await manager.list([list]);
    const twin = await other.at(0);
    list[Symbol.dispose]();
    list[Symbol.dispose]();
    assertEquals(await twin.length, 1);
    await assertRejects(() => list.length, ReferenceError, "disposed");
  });

  it("of a thread that is killed are released", async () => {
    await using manager = new Manager();
    const list = await manager.list<number>();
    using ready = new Event();
    const process = new Process({ target: tasks.keep, args: [list, ready] });
    process.start();
    await ready.wait();
    list[Symbol.dispose]();
    assertEquals(await manager.numberOfObjects(), 1);
    process.kill();
    await untilObjects(manager, 0);
  });

  it("of a server that is gone reject, and nothing hangs", async () => {
    const manager = new Manager();
    const list = await manager.list([1]);
    const stuck = await manager.register("Stuck", () => ({ wait: () => new Promise<void>(() => {}) }))();
    const waiting = assertRejects(() => stuck.wait(), ConnectionClosedError, "gone");
    const [server] = activeChildren().filter(({ name }) => name.startsWith("Manager-"));
    server!.kill();
    await waiting;
    await assertRejects(() => list.length, ConnectionClosedError);
    assertThrows(() => list.sliceSync(), ConnectionClosedError);
    await assertRejects(() => manager.list(), ConnectionClosedError);
    await manager.shutdown();
  });

  it("reject after shutdown(), which ends the server", async () => {
    const manager = new Manager();
    const list = await manager.list([1]);
    await manager.shutdown();
    await manager.shutdown();
    await assertRejects(() => list.length, ConnectionClosedError, "shut down");
    await assertRejects(() => manager.list(), ProcessError, "shut down");
    assertEquals(activeChildren().filter(({ name }) => name.startsWith("Manager-")), []);
    await assertRejects(() => new Queue().put(manager), TransferError, "send its proxies");
  });
});

async function append(list: ListProxy<number>, from: number, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await list.append(from + i);
}
