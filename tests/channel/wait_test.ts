import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  Client,
  type Connection,
  ConnectionClosedError,
  Event,
  importTasks,
  Listener,
  Pipe,
  Pool,
  Process,
  wait,
  waitSync,
} from "../../mod.ts";

const tasks = importTasks<typeof import("./fixtures/picking.ts")>(
  import.meta.resolve("./fixtures/picking.ts"),
);

/** Pipes, and how to close them all. */
function pipes(count: number) {
  const ends = Array.from({ length: count }, () => Pipe<number>());
  const all = {
    near: ends.map(([near]) => near),
    far: ends.map(([, far]) => far),
    [Symbol.dispose]: () => ends.flat().forEach((end) => end.close()),
  };
  return all;
}

for (const [name, waits] of [["wait", wait], ["waitSync", waitSync]] as const) {
  describe(`${name}()`, () => {
    it("gives those that are ready, in order, again and again", async () => {
      using ends = pipes(3);
      const { near, far } = ends;
      assertEquals(await waits(near, { timeout: 1 }), []);
      assertEquals(await waits(near, { timeout: 0 }), []);
      far[2]!.sendSync(2);
      far[0]!.sendSync(0);
      for (let time = 0; time < 2; time++) assertEquals(await waits(near), [near[0], near[2]]);
      near[0]!.recvSync();
      assertEquals(await waits(new Set(near)), [near[2]]);
      assertEquals(await waits([]), []);
    });

    it("counts an end whose other end is closed as ready", async () => {
      using ends = pipes(2);
      ends.far[1]!.close();
      assertEquals(await waits(ends.near), [ends.near[1]]);
    });

    it("waits for processes too", async () => {
      using ends = pipes(1);
      using go = new Event();
      const process = new Process({ target: (go: Event) => void go.waitSync(), args: [go] });
      process.start();
      const all = [ends.near[0]!, process];
      assertEquals(await waits(all, { timeout: 5 }), []);
      go.set();
      assertEquals(await waits(all), [process]);
      assertEquals(await waits(all), [process]);
      await process.join();
    });

    it("is woken by another thread, and by its death", async () => {
      using ends = pipes(2);
      const talk = (end: Connection<number>, how: string) => {
        if (how === "send") end.sendSync(5);
        else Deno.exit(0);
      };
      const sender = new Process({ target: talk, args: [ends.far[0]!, "send"] });
      sender.start();
      assertEquals(await waits(ends.near), [ends.near[0]]);
      assertEquals(ends.near[0]!.recvSync(), 5);
      await sender.join();
      // The process has the only twin of that end.
      const quitter = new Process({ target: talk, args: [ends.far[1]!, "quit"] });
      quitter.start();
      ends.far[1]!.close();
      assertEquals(await waits(ends.near), [ends.near[1]]);
      await quitter.join();
    });

    it("refuses what cannot be waited for", async () => {
      using ends = pipes(1);
      const [end] = ends.near;
      const refused = async (list: unknown[], kind: ErrorConstructor, message: string, options = {}) => {
        await assertRejects(async () => await waits(list as Connection[], options), kind, message);
      };
      await refused([end, end], TypeError, "given twice");
      await refused([5], TypeError, "received 5");
      await refused([null], TypeError, "received null");
      await refused([end], RangeError, "received -1", { timeout: -1 });
      await refused([end], TypeError, "'time' is unknown", { time: 1 });
      await refused([new Process()], Error, "wait for");
      end!.close();
      await refused([end], ConnectionClosedError as ErrorConstructor, "the connection is closed");
    });

    it("works in a worker", async () => {
      using ends = pipes(2);
      await using pool = new Pool(1);
      const picked = pool.run(tasks.pick, ends.near, name);
      ends.far[1]!.sendSync(7);
      assertEquals(await picked, [1, 7]);
    });
  });
}

describe("wait()", () => {
  it("rejects with its signal's reason, and when one is closed here meanwhile", async () => {
    using ends = pipes(2);
    const controller = new AbortController();
    const waiting = wait(ends.near, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await assertRejects(() => waiting, Error, "enough");
    const other = wait(ends.near);
    ends.near[1]!.close();
    await assertRejects(() => other, ConnectionClosedError);
    assertThrows(() => waitSync(ends.near), ConnectionClosedError);
  });
});

describe("wait() for sockets", () => {
  it("gives listeners with a client, and connections with a message, beside pipes and processes", async () => {
    using ends = pipes(1);
    await using listener = new Listener();
    const all = [ends.near[0]!, listener];
    assertEquals(await wait(all, { timeout: 1 }), []);
    using client = await Client<string>(listener.address);
    assertEquals(await wait(all), [listener]);
    using server = await listener.accept<string>();
    const next = wait([server, ...all, client]);
    await client.send("hello");
    assertEquals(await next, [server]);
    ends.far[0]!.sendSync(1);
    assertEquals(await wait([server, ...all]), [server, ends.near[0]!]);
    assertEquals(await server.recv(), "hello");
    assertEquals(await wait([server, ...all]), [ends.near[0]!]);
  });

  it("counts a connection whose other side is closed as ready", async () => {
    await using listener = new Listener();
    const client = await Client(listener.address);
    using server = await listener.accept();
    client.close();
    assertEquals(await wait([server]), [server]);
    await assertRejects(() => server.recv(), ConnectionClosedError);
    assertEquals(await wait([server]), [server]);
  });

  it("loses nothing when it gives up, and ends with its signal", async () => {
    await using listener = new Listener();
    using client = await Client(listener.address);
    using server = await listener.accept();
    const abort = new AbortController();
    const waiting = wait([server, listener], { signal: abort.signal });
    abort.abort(new RangeError("enough"));
    await assertRejects(() => waiting, RangeError, "enough");
    assertEquals(await wait([server, listener], { timeout: 1 }), []);
    await client.send("kept");
    assertEquals(await server.recv(), "kept");
  });

  it("refuses those that are closed here, and to block the thread", async () => {
    await using listener = new Listener();
    const client = await Client(listener.address);
    assertThrows(() => waitSync([client]), TypeError, "use wait()");
    assertThrows(() => waitSync([listener]), TypeError, "use wait()");
    client.close();
    await assertRejects(() => wait([client]), ConnectionClosedError);
    listener.close();
    await assertRejects(() => wait([listener]), ConnectionClosedError);
  });
});
