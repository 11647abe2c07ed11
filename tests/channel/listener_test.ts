import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { connectTo, type SocketAddress } from "../../engine/platform/sockets.ts";
import { Client } from "../../engine/channel/client.ts";
import { Listener } from "../../engine/channel/listener.ts";
import { Queue } from "../../engine/channel/queue.ts";
import type { SocketConnection } from "../../engine/channel/socket_connection.ts";
import {
  AuthenticationError,
  BufferTooShortError,
  ConnectionClosedError,
  ConnectionRefusedError,
} from "../../engine/errors/channel_errors.ts";
import { FileNotFoundError } from "../../engine/errors/system_errors.ts";
import { TimeoutError } from "../../engine/errors/wait_errors.ts";
import { TransferError } from "../../engine/errors/transfer_errors.ts";
import { runFixture } from "../support/run_fixture.ts";

const folder = Deno.makeTempDirSync();
let sockets = 0;
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const KINDS: Record<string, () => SocketAddress> = {
  TCP: () => ["127.0.0.1", 0],
  Unix: () => `${folder}/${++sockets}.sock`,
};

async function pair(address: SocketAddress, authKey?: string): Promise<[SocketConnection, SocketConnection]> {
  const options = authKey === undefined ? {} : { authKey };
  await using listener = new Listener(address, options);
  return await Promise.all([listener.accept(), Client(listener.address, options)]);
}

/** Deno has no Unix sockets on Windows. */
function isThere(kind: string): boolean {
  return kind !== "Unix" || Deno.build.os !== "windows";
}

for (const [kind, newAddress] of Object.entries(KINDS)) {
  describe(`Listener and Client over ${kind} sockets`, { ignore: !isThere(kind) }, () => {
    it("pass values both ways, keeping their boundaries", async () => {
      const [server, client] = await pair(newAddress());
      const values = [0, "", { a: [undefined, 2n] }, new Map([[1, new Date(5)]]), null];
      await Promise.all(values.map((value) => client.send(value)));
      for (const value of values) assertEquals(await server.recv(), value);
      await server.send(new RangeError("no"));
      const error = await client.recv();
      assert(error instanceof RangeError && error.message === "no");
      client.close();
      server.close();
    });

    it("pass bytes, none and 16 MB of them", async () => {
      const [server, client] = await pair(newAddress(), "key");
      const large = new Uint8Array(16 * 2 ** 20).map((_, i) => i * 7 >> 3);
      const sent = client.sendBytes(large).then(() => client.sendBytes(new Uint8Array(0)));
      assertEquals(await server.recvBytes(), large);
      assertEquals(await server.recvBytes(), new Uint8Array(0));
      await sent;
      await server.sendBytes(new Uint16Array([1, 2, 3]), 2, 2);
      const room = new Uint8Array(4);
      assertEquals([await client.recvBytesInto(room, 1), [...room]], [2, [0, 2, 0, 0]]);
      await server.sendBytes(large.subarray(0, 9));
      const error = await assertRejects(() => client.recvBytesInto(room), BufferTooShortError);
      assertEquals(error.bytes.length, 9);
      await server.sendBytes(large.subarray(0, 9));
      await assertRejects(() => client.recvBytes(8), BufferTooShortError);
      await assertRejects(() => client.recvBytesInto(room, 5), RangeError);
      await assertRejects(() => client.sendBytes(room, 3, 2), RangeError);
      await server.send("text");
      await assertRejects(() => client.recvBytes(), TypeError, "sent with send()");
      assertEquals([await client.poll(), await client.recv()], [true, "text"]);
      const refused = assertRejects(() => client.recvBytes(), TypeError);
      const behind = client.recv();
      await server.send("late");
      await refused;
      assertEquals(await behind, "late");
      client.close();
      server.close();
    });

    it("give what was sent before the other side closed, and then its end each time", async () => {
      const [server, client] = await pair(newAddress());
      assertEquals(await server.poll(), false);
      await client.send("last words");
      client.close();
      assertEquals(await server.poll({ timeout: Infinity }), true);
      assertEquals(await server.recv(), "last words");
      assertEquals(await server.poll({ timeout: Infinity }), true);
      for (let i = 0; i < 2; i++) {
        await assertRejects(() => server.recv(), ConnectionClosedError, "other side");
      }
      await assertRejects(async () => {
        while (true) await server.send(new Uint8Array(100_000));
      }, ConnectionClosedError);
      server.close();
      await assertRejects(() => server.recv(), ConnectionClosedError, "is closed");
      await assertRejects(() => client.send(1), ConnectionClosedError, "is closed");
      assert(client.closed && server.closed);
    });

    it("let a client send and close before it is accepted", async () => {
      await using listener = new Listener(newAddress());
      const client = await Client(listener.address);
      await client.send("early");
      client.close();
      using server = await listener.accept();
      assertEquals(await server.recv(), "early");
    });

    it("refuse another key on both sides, and go on", async () => {
      await using listener = new Listener(newAddress(), { authKey: new Uint8Array([1, 2]) });
      for (const authKey of ["wrong", new Uint8Array([1, 3])]) {
        const accepted = assertRejects(() => listener.accept(), AuthenticationError, "another authKey");
        await assertRejects(() => Client(listener.address, { authKey }), AuthenticationError, "refused");
        await accepted;
      }
      const [server, client] = await Promise.all([
        listener.accept(),
        Client(listener.address, { authKey: "\x01\x02" }),
      ]);
      await client.send(1);
      assertEquals(await server.recv(), 1);
      client.close();
      server.close();
    });

    it("refuse a key where the other side has none", async () => {
      await using open = new Listener(newAddress());
      const opened = assertRejects(() => open.accept(), AuthenticationError, "asks for an authKey");
      await assertRejects(
        () => Client(open.address, { authKey: "k" }),
        AuthenticationError,
        "has no authKey",
      );
      await opened;
      await using locked = new Listener(newAddress(), { authKey: "k" });
      const accepted = assertRejects(() => locked.accept(), AuthenticationError, "has no authKey");
      using client = await Client(locked.address);
      await assertRejects(() => client.recv(), AuthenticationError, "asks for an authKey");
      await accepted;
    });

    it("join two programs", async () => {
      await using listener = new Listener(newAddress(), { authKey: "shared" });
      const program = runFixture(new URL("./fixtures/peer.ts", import.meta.url), [
        JSON.stringify([listener.address, "shared"]),
      ]);
      {
        using connection = await listener.accept();
        assertEquals(await connection.recv(), { from: "peer", list: [1, undefined, 3n] });
        for (const value of ["echo", { n: 1 }]) {
          await connection.send(value);
          assertEquals(await connection.recv(), value);
        }
      }
      assertEquals(await program, { code: 0, stdout: ["ConnectionClosedError"], stderr: "" });
    });

    it("tell a program of another key on both sides", async () => {
      await using listener = new Listener(newAddress(), { authKey: "shared" });
      const program = runFixture(new URL("./fixtures/peer.ts", import.meta.url), [
        JSON.stringify([listener.address, "other"]),
      ]);
      await assertRejects(() => listener.accept(), AuthenticationError);
      assertEquals(await program, { code: 1, stdout: ["AuthenticationError"], stderr: "" });
    });
  });
}

describe("Listener", () => {
  it("accept() waits as long as it is told to, and loses nobody", async () => {
    await using listener = new Listener();
    assertEquals(listener.lastAccepted, null);
    await assertRejects(() => listener.accept({ timeout: 1 }), TimeoutError, "within 1 ms");
    const abort = new AbortController();
    const accepted = listener.accept({ signal: abort.signal });
    abort.abort(new RangeError("enough"));
    await assertRejects(() => accepted, RangeError, "enough");
    using client = await Client(listener.address);
    using server = await listener.accept();
    await server.send(1);
    assertEquals(await client.recv(), 1);
    const [host, port] = listener.lastAccepted as [string, number];
    assertEquals(host, "127.0.0.1");
    assert(port > 0);
  });

  it("close() ends what waits, and what comes", async () => {
    const listener = new Listener();
    const accepted = assertRejects(() => listener.accept(), ConnectionClosedError, "closed meanwhile");
    listener.close();
    listener.close();
    await accepted;
    await assertRejects(() => listener.accept(), ConnectionClosedError, "is closed");
    await assertRejects(() => Client(listener.address), ConnectionRefusedError);
  });

  it("keeps nobody waiting for those that are silent", async () => {
    await using listener = new Listener(undefined, { authKey: "k" });
    const accepted = listener.accept();
    const silent = [];
    for (let i = 0; i < 5; i++) silent.push(await connectTo(listener.address));
    using client = await Client(listener.address, { authKey: "k" });
    using server = await accepted;
    await server.send("welcome");
    assertEquals(await client.recv(), "welcome");
    for (const stranger of silent) stranger.close();
  });

  it(
    "has the system ask whether a silent other side is still there",
    { ignore: Deno.build.os !== "linux" },
    async () => {
      await using listener = new Listener();
      using client = await Client(listener.address);
      using server = await listener.accept();
      const ends = [listener.address, listener.lastAccepted!].map(([, port]) =>
        (port as number).toString(16).toUpperCase().padStart(4, "0")
      );
      const isBetween = (row: string) => ends.every((port) => row.includes(`:${port} `));
      const rows = Deno.readTextFileSync("/proc/net/tcp").split("\n").filter(isBetween);
      // The timer of each row: 02 is the one of keepalive.
      assertEquals(rows.map((row) => row.trim().split(/\s+/)[5]!.slice(0, 2)), ["02", "02"]);
      assert(!client.closed && !server.closed);
    },
  );

  it("removes the file of its Unix socket", { ignore: !isThere("Unix") }, async () => {
    const path = KINDS.Unix!() as string;
    {
      await using listener = new Listener(path);
      assertEquals(listener.address, path);
      assertThrows(() => new Listener(path), Error, "in use");
    }
    await assertRejects(() => Client(path), FileNotFoundError, "nothing is there");
  });

  it("finds a free address of the family that is asked for, and leaves no file there", async () => {
    await using listener = new Listener(undefined, { family: "AF_INET", backlog: 4 });
    assertEquals(typeof listener.address[1], "number");
    const unix = new Listener(undefined, { family: "AF_UNIX" });
    const path = unix.address as string;
    {
      using client = await Client(path, { family: "AF_UNIX" });
      using server = await unix.accept();
      await client.send("over a file");
      assertEquals(await server.recv(), "over a file");
    }
    const folder = path.slice(0, path.lastIndexOf("/"));
    assertEquals((await Deno.stat(folder)).isDirectory, true);
    unix.close();
    await assertRejects(() => Deno.stat(folder), Deno.errors.NotFound);
  });

  it("takes an empty key for a key", async () => {
    for (const authKey of ["", new Uint8Array()]) {
      await using listener = new Listener(undefined, { authKey });
      const [server, client] = await Promise.all([listener.accept(), Client(listener.address, { authKey })]);
      await client.send(1729);
      assertEquals(await server.recv(), 1729);
      const refused = assertRejects(() => listener.accept(), AuthenticationError);
      await assertRejects(() => Client(listener.address, { authKey: "k" }), AuthenticationError);
      await refused;
      client.close();
      server.close();
    }
  });

  it("refuses what speaks another protocol", async () => {
    await using listener = new Listener();
    for (
      const bytes of [[3, 0, 0, 0, 1, 2, 3], [0, 0, 0, 1], [71, 69, 84, 32], [
        ...new TextEncoder().encode("something bogus"),
      ]]
    ) {
      const accepted = listener.accept().catch((error) => error.name);
      const stranger = await connectTo(listener.address);
      await stranger.write(new Uint8Array(bytes));
      assertEquals(await accepted, "AuthenticationError");
      stranger.close();
    }
  });

  it("does not notice those that come and leave, in the middle of a word or without one", async () => {
    for (const options of [{}, { authKey: "k" }]) {
      await using listener = new Listener(undefined, options);
      const accepted = listener.accept();
      for (const bytes of [[], [9, 0], [200, 0, 0, 0, 1]]) {
        for (let i = 0; i < 3; i++) {
          const stranger = await connectTo(listener.address);
          await stranger.write(new Uint8Array(bytes));
          stranger.close();
        }
      }
      using client = await Client(listener.address, options);
      using server = await accepted;
      await client.send("here");
      assertEquals(await server.recv(), "here");
    }
  });

  it("refuses bad addresses, keys and options", async () => {
    assertThrows(() => new Listener(["127.0.0.1", 70000]), RangeError, "received 70000");
    assertThrows(() => new Listener("" as never), TypeError);
    assertThrows(() => new Listener(5 as never), TypeError, "a path or [hostname, port]");
    assertThrows(() => new Listener(undefined, { authKey: 5 as never }), TypeError, "received number");
    assertThrows(() => new Listener(undefined, { authkey: "a" } as never), TypeError, "unknown");
    assertThrows(
      () => new Listener(undefined, { family: "AF_PIPE" as never }),
      TypeError,
      "AF_INET or AF_UNIX",
    );
    assertThrows(() => new Listener("/tmp/x", { family: "AF_INET" }), TypeError, "is one of AF_UNIX");
    assertThrows(() => new Listener(undefined, { backlog: 0 }), RangeError, "received 0");
    assertThrows(() => new Listener(undefined, { backlog: "1" as never }), TypeError, "'backlog'");
    assertThrows(() => new Listener("/tmp/x", { backlog: 5 }), TypeError, "for TCP alone");
    assertThrows(() => new Listener(undefined, { family: "AF_UNIX", backlog: 5 }), TypeError, "TCP alone");
    await assertRejects(() => Client("/tmp/x", { family: "AF_INET" }), TypeError, "is one of AF_UNIX");
    await assertRejects(() => Client(["127.0.0.1", "1"] as never), RangeError);
    await assertRejects(() => Client(["127.0.0.1", 1], { timeout: 0.5 }), RangeError);
  });
});

describe("Client()", () => {
  it("gives up when its timeout passes or its signal aborts", async () => {
    await using listener = new Listener(undefined, { authKey: "k" });
    const options = { authKey: "k" };
    await assertRejects(() => Client(listener.address, { ...options, timeout: 5 }), TimeoutError, "5 ms");
    const signal = AbortSignal.abort(new RangeError("no"));
    await assertRejects(() => Client(listener.address, { ...options, signal }), RangeError, "no");
  });
});

describe("SocketConnection", () => {
  it("recv() loses nothing when it gives up", async () => {
    const [server, client] = await pair(KINDS.TCP!());
    await assertRejects(() => server.recv({ timeout: 1 }), TimeoutError);
    const abort = new AbortController();
    const received = server.recv({ signal: abort.signal });
    abort.abort(new RangeError("enough"));
    await assertRejects(() => received, RangeError);
    await client.send("kept");
    assertEquals(await server.recv(), "kept");
    const waits = [server.recv(), server.recv()];
    await client.send(1);
    await client.send(2);
    assertEquals(await Promise.all(waits), [1, 2]);
    const closed = assertRejects(() => server.recv(), ConnectionClosedError, "closed meanwhile");
    server.close();
    await closed;
    client.close();
  });

  it("refuses what another program cannot have, and to be sent itself", async () => {
    const [server, client] = await pair(KINDS.TCP!());
    using queue = new Queue();
    await assertRejects(() => client.send({ queue }), TransferError, "shared memory");
    await assertRejects(() => client.send(() => 1), TransferError, "functions");
    await assertRejects(() => queue.put(client), TransferError, "belongs to the thread");
    await client.send("fine");
    assertEquals(await server.recv(), "fine");
    client.close();
    server.close();
  });
});

describe("a program without permission", () => {
  it("is told which flags it needs", async () => {
    const listener = new URL("../../engine/channel/listener.ts", import.meta.url);
    const code = `import { Listener } from "${listener}";
      for (const address of [["127.0.0.1", 0], "some.sock"]) {
        try { new Listener(address) } catch (error) { console.log(error.message) }
      }`;
    const withoutAny = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--quiet", `data:application/typescript,${encodeURIComponent(code)}`],
      env: { NO_COLOR: "1" },
    });
    const text = new TextDecoder().decode((await withoutAny.output()).stdout);
    assertMatch(
      text,
      /run with --allow-net=127\.0\.0\.1:0\n.*--allow-read=some\.sock --allow-write=some\.sock --allow-net=unix:some\.sock/,
    );
  });
});
