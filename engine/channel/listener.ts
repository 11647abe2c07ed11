import {
  checkAddress,
  listenAt,
  type ServerSocket,
  type Socket,
  type SocketAddress,
} from "../platform/sockets.ts";
import { Refusal } from "../codec/refusal.ts";
import { sharedState } from "../codec/shared_object.ts";
import { AuthenticationError, ConnectionClosedError } from "../errors/channel_errors.ts";
import { type AsyncOptions, asyncWait, checkOptions } from "../options/check_options.ts";
import { keyBytes } from "./authenticate.ts";
import { establishConnection, type SocketConnection } from "./socket_connection.ts";
import { Inbox } from "./inbox.ts";

/** Options of a `Listener`. */
export interface ListenerOptions {
  /** The key that clients must have; a string stands for its bytes in UTF-8. */
  readonly authKey?: string | Uint8Array | undefined;
}

/** Milliseconds that one who connects has to say who it is, so that a silent one cannot keep others out. */
const HANDSHAKE_TIMEOUT_MS = 10_000;
const DEFAULT_ADDRESS: SocketAddress = ["127.0.0.1", 0];
const DOING = "listen";

/**
 * Listens for other programs that connect with `Client` (Python's `multiprocessing.connection.Listener`), at `[hostname, port]`
 * or at the path of a Unix socket, by default at a free port of this machine alone.
 *
 * TCP needs the permission `--allow-net`, a Unix socket `--allow-read`, `--allow-write` and `--allow-net`.
 *
 * @example
 * ```ts
 * import { Client, Listener } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using listener = new Listener();
 * using client = await Client(listener.address);
 * using server = await listener.accept();
 * await client.sendBytes(new Uint8Array([1, 2]));
 * assertEquals(await server.recvBytes(), new Uint8Array([1, 2]));
 * ```
 */
export class Listener implements AsyncDisposable {
  readonly #server: ServerSocket;
  readonly #arrivals: Inbox<{ socket: Socket; from: SocketAddress | null }>;
  readonly #key: Uint8Array<ArrayBuffer> | undefined;
  #lastAccepted: SocketAddress | null = null;
  #closed = false;

  /**
   * Listens from now on.
   *
   * @throws {TypeError} If the address, an option or the key is none.
   * @throws {Error} If the address is in use, or listening there is not permitted.
   */
  constructor(address: SocketAddress = DEFAULT_ADDRESS, options: ListenerOptions = {}) {
    checkAddress(address, DOING);
    checkOptions(options, ["authKey"], DOING);
    this.#key = keyBytes(options.authKey, DOING);
    const server = this.#server = listenAt(address);
    server.keepAlive(false);
    this.#arrivals = new Inbox(() => server.accept(), (on) => server.keepAlive(on));
  }

  /** Where it listens, with the port that was found free. */
  get address(): SocketAddress {
    return this.#server.address;
  }

  /** Where the last client that was accepted connected from; `null` if there was none, or it has no address. */
  get lastAccepted(): SocketAddress | null {
    return this.#lastAccepted;
  }

  /**
   * Waits for a client.
   *
   * @throws {AuthenticationError} If one connects that has another key, or does not speak the protocol. The listener goes on.
   * @throws {ConnectionClosedError} If the listener is closed.
   * @throws {TimeoutError} If none connects within `timeout` milliseconds; one that does later is the next call's.
   */
  async accept<T = unknown>(options?: AsyncOptions): Promise<SocketConnection<T>> {
    const limits = asyncWait(options, "accept a connection");
    const greeted = await this.arrival(limits);
    return await greeted(limits.signal) as SocketConnection<T>;
  }

  /**
   * Waits for a client, and leaves it to the caller to greet it, so that a silent one does not keep others waiting.
   *
   * @internal
   */
  async arrival(
    limits: ReturnType<typeof asyncWait>,
  ): Promise<(signal: AbortSignal | undefined) => Promise<SocketConnection>> {
    if (this.#closed) {
      throw new ConnectionClosedError("Cannot accept a connection as the listener is closed");
    }
    const { socket, from } = await this.#arrivals.take(limits, "accept a connection");
    return async (signal) => {
      const slow = new AbortController();
      const timer = setTimeout(() => {
        slow.abort(
          new AuthenticationError(
            `Cannot accept a connection as the client was silent for ${HANDSHAKE_TIMEOUT_MS} ms`,
          ),
        );
      }, HANDSHAKE_TIMEOUT_MS);
      try {
        const either = signal === undefined ? slow.signal : AbortSignal.any([slow.signal, signal]);
        const connection = await establishConnection(socket, "listener", this.#key, either);
        this.#lastAccepted = from;
        return connection;
      } finally {
        clearTimeout(timer);
      }
    };
  }

  /** Stops to listen, and removes the file of a Unix socket. Connections stay open. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#arrivals.end(
      new ConnectionClosedError("Cannot accept a connection as the listener was closed meanwhile"),
      true,
    );
    this.#server.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes it. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /**
   * Refuses to be sent to another thread.
   *
   * @internal
   */
  [sharedState](): never {
    throw new Refusal(this, "a listener belongs to the thread that opened it");
  }
}
