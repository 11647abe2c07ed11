import {
  checkAddress,
  checkFamily,
  connectTo,
  showAddress,
  type SocketAddress,
  type SocketFamily,
} from "../platform/sockets.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import { type AsyncOptions, asyncWait, checkOptions } from "../options/check_options.ts";
import { keyBytes } from "./authenticate.ts";
import { establishConnection, type SocketConnection } from "./socket_connection.ts";

/** Options of a `Client`. */
export interface ClientOptions extends AsyncOptions {
  /** The key that the listener has too; a string stands for its bytes in UTF-8. */
  readonly authKey?: string | Uint8Array | undefined;
  /** The family of the address, which is that of its form: another is refused. */
  readonly family?: SocketFamily | undefined;
}

const DOING = "connect";

/**
 * Connects to another program's `Listener` (Python's `multiprocessing.connection.Client`). With an `authKey` it resolves once
 * the listener has accepted it, and both have shown that they have the key.
 *
 * @throws {AuthenticationError} If the listener has another key, or none.
 * @throws {ConnectionRefusedError} If nobody listens there.
 * @throws {FileNotFoundError} If there is no Unix socket of that path.
 * @throws {TimeoutError} If that takes longer than `timeout` milliseconds.
 *
 * @example
 * ```ts
 * import { Client, Listener } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using listener = new Listener(["127.0.0.1", 0], { authKey: "secret" });
 * const [server, client] = await Promise.all([
 *   listener.accept(),
 *   Client(listener.address, { authKey: "secret" }),
 * ]);
 * await client.send([1, 2, 3]);
 * assertEquals(await server.recv(), [1, 2, 3]);
 * client.close();
 * server.close();
 * ```
 */
export async function Client<T = unknown>(
  address: SocketAddress,
  options: ClientOptions = {},
): Promise<SocketConnection<T>> {
  checkAddress(address, DOING);
  checkOptions(options, ["authKey", "family", "timeout", "signal"], DOING);
  const { authKey, family, ...rest } = options;
  checkFamily(family, address, DOING);
  const key = keyBytes(authKey, DOING);
  const { timeout, signal } = asyncWait(rest, DOING);
  const late = new AbortController();
  const timer = timeout < 2 ** 31
    ? setTimeout(() => {
      late.abort(
        new TimeoutError(`Cannot connect to ${showAddress(address)} as that took longer than ${timeout} ms`),
      );
    }, timeout)
    : undefined;
  const either = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  try {
    const socket = await unlessAborted(connectTo(address), either);
    return await establishConnection(socket, "client", key, either) as SocketConnection<T>;
  } finally {
    clearTimeout(timer);
  }
}

/** The socket, unless the signal aborts before: then it is closed as soon as it is there. */
function unlessAborted<S extends { close(): void }>(socket: Promise<S>, signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      socket.then((socket) => socket.close(), () => {});
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    socket.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
