import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Client } from "../../engine/channel/client.ts";
import { type Arrival, Reception } from "../../engine/channel/reception.ts";
import type { SocketConnection } from "../../engine/channel/socket_connection.ts";
import { AuthenticationError, ConnectionClosedError } from "../../engine/errors/channel_errors.ts";
import { connectTo, listenAt, type ServerSocket, type SocketAddress } from "../../engine/platform/sockets.ts";

const KEY = new TextEncoder().encode("key");
const HERE: SocketAddress = ["127.0.0.1", 0];

function connectionOf(arrival: Arrival): SocketConnection {
  assert("connection" in arrival);
  return arrival.connection;
}

/** A server that fails so often before each connection, as one does whose program has too many files open. */
function failing(server: ServerSocket, times: number, error: () => Error): ServerSocket {
  let left = times;
  return {
    get address() {
      return server.address;
    },
    accept() {
      if (left-- > 0) return Promise.reject(error());
      left = times;
      return server.accept();
    },
    keepAlive: (on) => server.keepAlive(on),
    close: () => server.close(),
  };
}

describe("Reception", () => {
  it("goes on after errors of the system's, after a pause each time", async () => {
    const server = failing(listenAt(HERE), 4, () => new Error("Too many open files (os error 24)"));
    const reception = new Reception(server, KEY, { pauseMs: 1, longestPauseMs: 2 });
    for (let i = 0; i < 3; i++) {
      const [arrival, client] = await Promise.all([
        reception.next(),
        Client(server.address, { authKey: KEY }),
      ]);
      await client.send(i);
      assertEquals(await connectionOf(arrival).recv(), i);
      client.close();
      connectionOf(arrival).close();
    }
    reception.close();
  });

  it("ends with its socket", async () => {
    const server = failing(listenAt(HERE), 1, () => new ConnectionClosedError("gone"));
    const reception = new Reception(server, undefined);
    await assertRejects(() => reception.next(), ConnectionClosedError, "listener is closed");
    await assertRejects(() => reception.next(), ConnectionClosedError);
  });

  it("greets side by side, and sends the silent away only when all places are taken", async () => {
    const server = listenAt(HERE);
    const reception = new Reception(server, KEY, { places: 3, patienceMs: 50 });
    const next = reception.next();
    const silent = [];
    for (let i = 0; i < 10; i++) silent.push(await connectTo(server.address));
    const client = await Client(server.address, { authKey: KEY });
    connectionOf(await next).close();
    // Each in its turn has been sent away; the last may be waiting still.
    for (const stranger of silent.slice(0, 7)) await readToEnd(stranger);
    for (const stranger of silent) stranger.close();
    client.close();
    reception.close();
  });

  it("sends one away that is silent for too long, and tells nobody", async () => {
    const server = listenAt(HERE);
    const reception = new Reception(server, KEY, { greetingMs: 5 });
    const next = assertRejects(() => reception.next(), ConnectionClosedError);
    const stranger = await connectTo(server.address);
    await readToEnd(stranger);
    stranger.close();
    reception.close();
    await next;
  });

  it("tells who waits of a wrong key, and nobody of it later", async () => {
    const server = listenAt(HERE);
    const reception = new Reception(server, KEY);
    const wrong = () =>
      assertRejects(() => Client(server.address, { authKey: "wrong" }), AuthenticationError, "refused");
    const [first] = await Promise.all([reception.next(), wrong()]);
    assert("error" in first && first.error instanceof AuthenticationError);
    const [second] = await Promise.all([reception.next(), Client(server.address, { authKey: KEY })]);
    connectionOf(second).close();
    reception.close();
  });

  it("closes whom it greets, and whom nobody has taken, when it is closed", async () => {
    const server = listenAt(HERE);
    const reception = new Reception(server, undefined);
    const first = reception.next();
    const clients = await Promise.all([1, 2].map(() => Client(server.address)));
    connectionOf(await first).close();
    const stranger = await connectTo(server.address);
    reception.close();
    for (const client of clients) {
      await assertRejects(() => client.recv(), ConnectionClosedError);
      client.close();
    }
    await readToEnd(stranger);
    stranger.close();
    await assertRejects(() => reception.next(), ConnectionClosedError);
    reception.close();
  });
});

/** Reads until the other side has closed. */
async function readToEnd(stranger: { read(into: Uint8Array): Promise<number | null> }): Promise<void> {
  const bytes = new Uint8Array(1024);
  try {
    while (await stranger.read(bytes) !== null);
  } catch (error) {
    assert(error instanceof ConnectionClosedError);
  }
}
