/** What `register` takes, and what proxies of it do. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  BaseProxy,
  JoinableQueue,
  Manager,
  Process,
  ProcessError,
  proxyValue,
  Queue,
  QueueEmptyError,
  type QueueProxy,
  TransferError,
} from "../../mod.ts";

const authKey = "secret";

/** A class with names of which every object, and every proxy, has some. */
class Odd {
  #n = 2;
  getValue(): number {
    return this.#n;
  }
  toString(): string {
    return "its own text";
  }
  valueOf(): number {
    return 7;
  }
  isPrototypeOf(): boolean {
    return true;
  }
  callMethod(name: string): string {
    return `its own ${name}`;
  }
  double(): number {
    return this.#n *= 2;
  }
  doubleSync(): string {
    return "its own form";
  }
}

/** What runs where it is called. */
export class OddProxy extends BaseProxy {
  async quadruple(): Promise<number> {
    await this.callMethod("double");
    return await this.callMethod("double") as number;
  }
  get half(): Promise<number> {
    return this.callMethod("getValue").then((n) => n as number / 2);
  }
  override valueOf(): Promise<string> {
    return Promise.resolve("the proxy's");
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown> {
    yield await this.callMethod("getValue");
    yield await this.callMethod("double");
  }
}

async function serve(): Promise<Awaited<ReturnType<typeof Manager.serve>>> {
  return await Manager.serve({ address: ["127.0.0.1", 0], authKey });
}

for (const where of ["this program", "another program"]) {
  /** A class in the server, whose proxy is reached from there. */
  const withOdd = async (body: (odd: Awaited<ReturnType<typeof newOdd>>) => Promise<void>): Promise<void> => {
    if (where === "this program") {
      await using manager = new Manager();
      return await body(await newOdd(manager));
    }
    await using server = await serve();
    server.register("Odd", Odd, { singleton: true });
    await using manager = await Manager.connect({ address: server.address, authKey });
    await body(await manager.register<Awaited<ReturnType<typeof newOdd>>>("Odd")());
  };
  const newOdd = (manager: Manager) => manager.register("Odd", Odd)();

  describe(`a proxy in ${where}`, () => {
    it("has its object's methods, whatever they are called", async () => {
      await withOdd(async (odd) => {
        assertEquals([await odd.getValue(), await odd.toString(), await odd.valueOf()], [
          2,
          "its own text",
          7,
        ]);
        // deno-lint-ignore no-prototype-builtins -- its own method
        assertEquals(await odd.isPrototypeOf(), true);
        assertEquals([await odd.double(), await odd.doubleSync()], [4, "its own form"]);
      });
    });

    it("keeps callMethod, a text and a copy for itself", async () => {
      await withOdd(async (odd) => {
        assertEquals(await odd.callMethod("callMethod", ["one"]), "its own one");
        assertEquals([`${odd}`, Deno.inspect(odd)], ["<Proxy of Odd 1>", "<Proxy of Odd 1>"]);
        assertEquals(await odd[proxyValue](), {});
      });
    });
  });
}

describe("register()", () => {
  it("takes generator functions: their objects are iterators, which go step by step", async () => {
    await using manager = new Manager();
    const count = manager.register("count", function* (from: number) {
      const said: unknown = yield from;
      yield said;
      return "the end";
    });
    const steps = await count(4);
    assertEquals(`${steps}`, "<Proxy of Iterator 1>");
    assertEquals([await steps.next(), await steps.next("said"), await steps.next(), await steps.next()], [
      { done: false, value: 4 },
      { done: false, value: "said" },
      { done: true, value: "the end" },
      { done: true, value: undefined },
    ]);
    const later = await manager.register("later", async function* () {
      try {
        yield await Promise.resolve(1);
        yield 2;
        yield 3;
      } finally {
        (globalThis as { left?: boolean }).left = true;
      }
    })();
    const seen: unknown[] = [];
    for await (const n of later) {
      seen.push(n);
      if (n === 2) break;
    }
    // Leaving the loop has ended the generator, there.
    const left = await manager.register(
      "left",
      () => ({ get: () => (globalThis as { left?: boolean }).left }),
    )();
    assertEquals([seen, await later.next(), await left.get()], [
      [1, 2],
      { done: true, value: undefined },
      true,
    ]);
    const thrower = await manager.register("thrower", function* () {
      try {
        yield 1;
      } catch (error) {
        yield (error as Error).message;
      }
    })();
    await thrower.next();
    assertEquals((await thrower.throw(new Error("in"))).value, "in");
    await assertRejects(() => Promise.resolve(thrower.throw(new RangeError("out"))), RangeError, "out");
  });

  it("takes the results of methods for iterators", async () => {
    await using manager = new Manager();
    const rows = await manager.register("Rows", () => ({
      *all() {
        yield "a";
        yield "b";
      },
      list: () => ["c"],
      later: () => Promise.resolve(new Set(["d"])),
      number: () => 5,
    }), {
      methodToTypeId: { all: "Iterator", list: "Iterator", later: "Iterator", number: "Iterator" },
    })();
    for (const [method, expected] of [["all", ["a", "b"]], ["list", ["c"]], ["later", ["d"]]] as const) {
      const found = await rows.callMethod(method) as AsyncIterable<string>;
      assertEquals(await Array.fromAsync(found), [...expected]);
    }
    await assertRejects(() => rows.number(), TypeError, "no iterator: received number");
  });

  it("takes a class of proxies, whose methods run where they are called", async () => {
    await using manager = new Manager();
    const odd = await manager.register("Odd", Odd, { proxyType: OddProxy })();
    assertEquals([await odd.quadruple(), await odd.half, await odd.valueOf()], [
      8,
      4,
      "the proxy's" as never,
    ]);
    assertEquals(await Array.fromAsync(odd), [8, 16]);
    const process = new Process({
      target: async (odd: OddProxy) => {
        if (await odd.quadruple() !== 64) throw new Error(`Cannot go on as it is ${await odd.half}`);
      },
      args: [odd],
    });
    process.start();
    await process.join();
    assertEquals([process.exitCode, await odd.getValue()], [0, 64]);
    const list = await manager.register("scores", "list", { proxyType: OddProxy })();
    assertEquals(await (list as unknown as OddProxy).valueOf(), "the proxy's");
  });

  it("takes a class of proxies in a program that connects, and none from the other program", async () => {
    await using server = await serve();
    server.register("Odd", Odd, { singleton: true, proxyType: OddProxy });
    await using without = await Manager.connect({ address: server.address, authKey });
    assert(!("quadruple" in await without.register<BaseProxy>("Odd")()));
    await using manager = await Manager.connect({ address: server.address, authKey });
    const odd = await manager.register<OddProxy>("Odd", undefined, { proxyType: OddProxy })();
    assertEquals(await odd.quadruple(), 8);
  });

  it("refuses classes of proxies that are none, or cannot be sent", async () => {
    await using manager = new Manager();
    for (const proxyType of [Odd, () => {}, "OddProxy", BaseProxy.prototype]) {
      assertThrows(
        () => manager.register("Odd", Odd, { proxyType: proxyType as never }),
        TypeError,
        "'proxyType' must be a class that extends BaseProxy",
      );
    }
    const captured = 5;
    class Captures extends BaseProxy {
      five(): number {
        return captured;
      }
    }
    assertThrows(() => manager.register("Odd", Odd, { proxyType: Captures }), TransferError, "captured");
  });

  it("gives the manager a method, unless it has one or is told not to", async () => {
    await using manager = new Manager();
    manager.register("Odd", Odd);
    const { Odd: create } = manager as unknown as { Odd: () => Promise<BaseProxy> };
    assertEquals(await (await create()).callMethod("getValue"), 2);
    const { dict } = manager;
    manager.register("dict", Odd);
    manager.register("then", Odd);
    assertEquals([manager.dict, "then" in manager], [dict, false]);

    const hidden = manager.register("Hidden", Odd, { createMethod: false });
    assert(!("Hidden" in manager));
    await assertRejects(() => hidden(), TypeError, `registered with 'createMethod: false'`);
    manager.register("Part", undefined, { createMethod: false, exposed: ["double"] });
    const whole = await manager.register("Whole", () => ({
      part: () => ({ double: () => 4, secret: () => 5 }),
    }), { methodToTypeId: { part: "Part" } })();
    const part = await whole.callMethod("part") as BaseProxy;
    assertEquals(await part.callMethod("double"), 4);
    await assertRejects(() => part.callMethod("secret"), TypeError, "not exposed");
    assertThrows(
      () => manager.register("Odd", Odd, { createMethod: 1 as never }),
      TypeError,
      "'createMethod' must be true or false: received 1",
    );
  });

  it("takes a queue of this program, for other programs, too", async () => {
    await using server = await serve();
    using jobs = new Queue<number>(1);
    const local = await server.register("jobs", jobs)();
    await using manager = await Manager.connect({ address: server.address, authKey });
    const remote = await manager.register<QueueProxy<number>>("jobs")();
    await remote.put(1);
    assertEquals([jobs.qsize(), await local.full()], [1, true]);
    await assertRejects(() => remote.put(2, { timeout: 1 }));
    assertEquals(await jobs.get(), 1);
    const waiting = remote.get();
    await jobs.put(3);
    assertEquals(await waiting, 3);
    await assertRejects(() => local.get({ timeout: 1 }), QueueEmptyError);

    using done = new JoinableQueue<string>();
    const joinable = await server.register("done", done)();
    await joinable.put("x");
    await done.get();
    await joinable.taskDone();
    await done.join();
    assertThrows(
      () => server.register("wrong", 5 as never),
      TypeError,
      "a queue or the name of a type: received 5",
    );
    const mine = new Queue<number>();
    assertThrows(() => manager.register("mine", { queue: mine } as never), TypeError);
    mine[Symbol.dispose]();
  });
});

describe("the initializer of a manager", () => {
  it("runs in the server before anything else", async () => {
    await using manager = new Manager({
      initializer: async (first: number, second: number) => {
        await Promise.resolve();
        (globalThis as { sum?: number }).sum = first + second;
      },
      initArgs: [1, 2],
    });
    const sum = await manager.register("sum", () => ({ get: () => (globalThis as { sum?: number }).sum }))();
    assertEquals(await sum.get(), 3);
    await using server = await Manager.serve({
      address: ["127.0.0.1", 0],
      authKey,
      initializer: () => void ((globalThis as { sum?: number }).sum = 9),
    });
    const there = await server.register("sum", () => ({ get: () => (globalThis as { sum?: number }).sum }))();
    assertEquals(await there.get(), 9);
  });

  it("has every creation rejected with what it throws", async () => {
    await using manager = new Manager({
      initializer: () => {
        throw new RangeError("no licence");
      },
    });
    const error = await assertRejects(
      () => manager.list(),
      ProcessError,
      "its initializer threw: no licence",
    );
    assert(error.cause instanceof RangeError);
    await assertRejects(
      () =>
        Manager.serve({
          address: ["127.0.0.1", 0],
          initializer: () => {
            throw new RangeError("no licence");
          },
        }),
      RangeError,
      "no licence",
    );
  });

  it("is checked when the manager is created", () => {
    const captured = 5;
    assertThrows(() => new Manager({ initializer: () => captured }), TransferError, "captured");
    assertThrows(() => new Manager({ initializer: 5 as never }), TypeError, "must be a function: received 5");
    assertThrows(() => new Manager({ initArgs: 5 as never }), TypeError, "must be an array: received 5");
    assertThrows(() => new Manager({ init: 5 } as never), TypeError, "unknown");
  });
});
