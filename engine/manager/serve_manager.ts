import type { SocketAddress } from "../backend/sockets.ts";
import type { Connection } from "../channel/connection.ts";
import { Listener } from "../channel/listener.ts";
import type { SharedRef } from "../codec/shared_object.ts";
import { ConnectionClosedError } from "../errors/connection_closed_error.ts";
import type { AnyFunction } from "../task/refs.ts";
import { brand, register } from "../task/registry.ts";
import { setLocalServer } from "./server_here.ts";
import { ManagerServer } from "./manager_server.ts";

/** What a manager's server is started with. */
export interface ServerOrder {
  /** Tells the server from others. */
  readonly id: string;
  /** Clients of this program send their end of a pipe through it. */
  readonly doorway: Connection<Connection>;
  /** The clients' end of the doorway. Only they hold it, so that the server ends with the last. */
  readonly entrance: SharedRef;
  /** Gets the address, or the error, once the server listens for other programs. */
  readonly listening: Connection | undefined;
  readonly address: SocketAddress | undefined;
  readonly authKey: Uint8Array | undefined;
}

/** A manager's server: what its process runs. Ends when a client asks for it, or none is left. */
export async function serveManager(order: ServerOrder): Promise<void> {
  const { doorway, listening } = order;
  let listener: Listener | undefined;
  const server = new ManagerServer(order.id, order.entrance, () => {
    // The answer goes out first.
    setTimeout(() => {
      doorway.close();
      server.close();
    });
  });
  setLocalServer(order.id, (id) => server.objectOf(id));
  if (listening !== undefined) {
    try {
      listener = new Listener(order.address, { authKey: order.authKey });
      await listening.send(listener.address);
    } catch (error) {
      return await listening.send(error);
    } finally {
      listening.close();
    }
    acceptClients(listener, server);
  }
  try {
    while (true) server.serve(await doorway.recv());
  } catch (error) {
    if (!(error instanceof ConnectionClosedError)) throw error;
  } finally {
    listener?.close();
    server.close();
  }
}

async function acceptClients(listener: Listener, server: ManagerServer): Promise<void> {
  const limits = { timeout: Infinity, signal: undefined };
  try {
    while (true) {
      const greeted = await listener.arrival(limits);
      // Who is refused has been told.
      greeted(undefined).then((connection) => server.serve(connection), () => {});
    }
  } catch (error) {
    if (!(error instanceof ConnectionClosedError)) throw error;
  }
}

// Every thread's own copy is the same: it is in the script that workers start with.
const MODULE = "multicore:manager";
register(MODULE, "serveManager", serveManager);
brand(serveManager as AnyFunction, {
  kind: "export",
  module: MODULE,
  name: "serveManager",
  registered: true,
});
