import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  AuthenticationError,
  Client,
  ConnectionClosedError,
  currentProcess,
  importTasks,
  Manager,
  Process,
  type RemoteManager,
} from "../../mod.ts";
import { encoded, RawPeer } from "../support/raw_peer.ts";

const tasks = importTasks<typeof import("./fixtures/workers.ts")>(
  import.meta.resolve("./fixtures/workers.ts"),
);

const authKey = "secret";

function serve(): Promise<RemoteManager> {
  return Manager.serve({ address: ["127.0.0.1", 0], authKey });
}

/** What the server answers to a call of its own. */
async function ask(peer: RawPeer, method: string, args: unknown[]): Promise<unknown[]> {
  await peer.send(encoded([1, 0, method, args]));
  return await peer.receive() as unknown[];
}

describe("a manager without a key", () => {
  it("has the process's, which its children have too", async () => {
    await using manager = await Manager.serve({ address: ["127.0.0.1", 0] });
    const { address } = manager;
    for (const authKey of [undefined, "other"]) {
      await assertRejects(async () => {
        using client = await Client(address, authKey === undefined ? {} : { authKey });
        await client.recv();
      }, AuthenticationError);
    }
    await using same = await Manager.connect({ address, authKey: currentProcess().authKey });
    await using again = await Manager.connect({ address });
    const list = await again.list([1]);
    const process = new Process({ target: tasks.countObjects, args: [address, 1] });
    process.start();
    await process.join();
    assertEquals([process.exitCode, await same.numberOfObjects(), await list.length], [0, 1, 1]);
  });
});

describe("a client of a manager", () => {
  it("creates objects of what is meant for them, and of nothing else", async () => {
    await using server = await serve();
    using peer = await RawPeer.greet(server.address, authKey);
    const queue = { put: 1, get: 2 };
    for (
      const [type, ...args] of [
        ["Queue", queue],
        ["Queue", "1"],
        ["Queue", { maxSize: 1 }],
        ["JoinableQueue", queue],
        ["Queue", 0.5],
        ["Value", { bytes: 4 }],
        ["Value", [["x", "i"]]],
        ["Value", "__proto__"],
        ["Value", "i", { bytes: 4 }],
        ["Array", { bytes: 4 }, 1],
        ["Array", "i", null],
        ["Array", "i", -1],
        ["Array", "i", ["a"]],
        ["Array", "i", { length: 5 }],
        ["dict", "text"],
        ["dict", [1]],
        ["dict", null],
        ["list", 5],
        ["list", null],
        ["Namespace", null],
        ["Namespace", "text"],
        ["Semaphore", NaN],
        ["Barrier", 0],
        ["Barrier", 2, { timeout: -1 }],
        ["Condition", {}],
        ["set", 5],
        ["set", [{}]],
        ["Iterator", 5],
        ["Iterator", "text"],
        ["Iterator", { next: 1 }],
        ["Pool", 2],
        ["Condition", queue],
        ["__proto__"],
        [5],
        [null],
      ] as unknown[][]
    ) {
      const [call, value, error] = await ask(peer, "create", [type, args]);
      assertEquals([call, value], [1, undefined]);
      assert(error instanceof TypeError || error instanceof RangeError, `${type} of ${args} is ${error}`);
    }
    // What comes after the arguments that are meant is not looked at.
    await peer.send(encoded([1, 0, "create", ["Queue", [0, queue]]]));
    await peer.skip();
    assertEquals(await server.numberOfObjects(), 1);
    for (const args of [[1], ["list", 5], ["list", null], []]) {
      assert((await ask(peer, "create", args))[2] instanceof TypeError);
    }
  });

  it("holds objects by whole numbers, and never another's", async () => {
    await using server = await serve();
    await using other = await Manager.connect({ address: server.address, authKey });
    const list = await other.list([1]);
    using peer = await RawPeer.greet(server.address, authKey);
    for (const [id, count] of [[1, NaN], [1, 0.5], [1, Infinity], [NaN, 1], [1, "1"], [1]]) {
      assert((await ask(peer, "hold", [id, count]))[2] instanceof TypeError);
    }
    assert((await ask(peer, "hold", [99, 1]))[2] instanceof ReferenceError);
    assertEquals(await ask(peer, "hold", [1, -5]), [1, undefined]);
    assertEquals([await list.length, await server.numberOfObjects()], [1, 1]);
  });

  it("is dropped when it sends no call, and no other notices", async () => {
    await using server = await serve();
    await using other = await Manager.connect({ address: server.address, authKey });
    const list = await other.list([1]);
    const wrong = [
      5,
      null,
      {},
      { length: 1 },
      [],
      ["1"],
      [NaN],
      [1, 0],
      [1, 0, "hello"],
      [1, 0, 5, []],
      [1, 0, "hello", {}],
      [1.5, 0, "hello", []],
      [1, 0, "hello", [], 1],
    ];
    for (const request of wrong) {
      using peer = await RawPeer.greet(server.address, authKey);
      await peer.send(encoded(request));
      await assertRejects(() => peer.receive(), ConnectionClosedError);
    }
    using peer = await RawPeer.greet(server.address, authKey);
    assertEquals(await ask(peer, "nothing", []).then(([, , error]) => (error as Error).name), "TypeError");
    assertEquals(await list.length, 1);
  });

  it("is not served further while it leaves its answers unread", async () => {
    class Source {
      made = 0;
      large(): string {
        this.made++;
        return "x".repeat(2 ** 20);
      }
      async later(): Promise<string> {
        await Promise.resolve();
        return this.large();
      }
      count(): number {
        return this.made;
      }
    }
    await using server = await serve();
    const source = await server.register("Source", Source, { singleton: true })();
    await using other = await Manager.connect({ address: server.address, authKey });
    const list = await other.list([0]);
    const CALLS = 150;
    for (const method of ["large", "later"]) {
      const before = await source.count();
      using peer = await RawPeer.greet(server.address, authKey);
      for (let call = 1; call <= CALLS; call++) await peer.send(encoded([call, 1, method, []]));
      // The server has taken all that it takes by the time that it has served others this often.
      for (let i = 0; i < CALLS; i++) await list.append(i);
      if (method === "large") assert(await source.count() - before < CALLS / 2);
      for (let left = CALLS; left > 0; left--) {
        assertEquals((await peer.receive() as unknown[])[1], "x".repeat(2 ** 20));
      }
      assertEquals(await source.count() - before, CALLS);
    }
  });

  it("that never reads, and leaves, is forgotten", async () => {
    await using server = await serve();
    const source = await server.register("Source", () => ({ large: () => "x".repeat(2 ** 20) }), {
      exposed: ["large"],
    })();
    void source;
    {
      using peer = await RawPeer.greet(server.address, authKey);
      await peer.send(encoded([1, 0, "create", ["list", []]]));
      await peer.skip();
      for (let call = 1; call <= 100; call++) await peer.send(encoded([call, 1, "large", []]));
      assertEquals(await server.numberOfObjects(), 2);
    }
    for (let look = 0; look < 5000 && await server.numberOfObjects() > 1; look++);
    assertEquals(await server.numberOfObjects(), 1);
  });
});

describe("the proxies of a manager", () => {
  it("repeat a list to a size that the server can bear", async () => {
    await using server = await serve();
    const list = await server.list([1, 2]);
    for (const count of [2 ** 31, Infinity, 1e300, NaN, 0.5]) {
      await assertRejects(() => list.repeat(count), RangeError, "the most items");
    }
    assertEquals([await list.repeat(2), await list.repeat(-1)], [[1, 2, 1, 2], []]);
    const empty = await server.list();
    assertEquals(await empty.repeat(3), []);
  });
});
