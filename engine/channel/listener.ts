import {
  checkAddress,
  checkFamily,
  familyOf,
  listenAnywhere,
  listenAt,
  type ServerSocket,
  type SocketAddress,
  type SocketFamily,
} from "../platform/sockets.ts";
import { Refusal } from "../codec/refusal.ts";
import { sharedState } from "../codec/shared_object.ts";
import { ConnectionClosedError } from "../errors/channel_errors.ts";
import {
  type AsyncOptions,
  asyncWait,
  checkOptions,
  checkPositiveInteger,
} from "../options/check_options.ts";
import { finalizers } from "../platform/runtime.ts";
import { keyBytes } from "./authenticate.ts";
import { type Arrival, Reception } from "./reception.ts";
import type { SocketConnection } from "./socket_connection.ts";
import { Inbox } from "./inbox.ts";
import { type Awaitable, type Readiness, readiness } from "./wait.ts";

/** Closes what a listener has opened that nobody refers to any more. Who waits for a client refers to it. */
const forgotten = finalizers<() => void>((close) => close());

/** Options of a `Listener`. */
export interface ListenerOptions {
  /** The key that clients must have; a string stands for its bytes in UTF-8. */
  readonly authKey?: string | Uint8Array | undefined;
  /** The family of the address. Without an address, it listens at a free one of this family: `"AF_INET"` by default. */
  readonly family?: SocketFamily | undefined;
  /** How many clients the system keeps waiting while they are not accepted; 511 by default. For TCP alone. */
  readonly backlog?: number | undefined;
}

const DOING = "listen";

/**
 * Listens for other programs that connect with `Client` (Python's `multiprocessing.connection.Listener`), at `[hostname, port]`
 * or at the path of a Unix socket, by default at a free port of this machine alone. One that nobody refers to is closed.
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
export class Listener implements AsyncDisposable, Awaitable {
  readonly #server: ServerSocket;
  readonly #arrivals: Inbox<Arrival>;
  /** Ends the waits, and closes what is open. */
  readonly #end: () => void;
  #lastAccepted: SocketAddress | null = null;
  #closed = false;

  /**
   * Listens from now on.
   *
   * @throws {TypeError} If the address, an option or the key is none.
   * @throws {Error} If the address is in use, or listening there is not permitted.
   */
  constructor(address?: SocketAddress, options: ListenerOptions = {}) {
    if (address !== undefined) checkAddress(address, DOING);
    checkOptions(options, ["authKey", "family", "backlog"], DOING);
    const { family, backlog } = options;
    checkFamily(family, address, DOING);
    if (backlog !== undefined) checkBacklog(backlog, address === undefined ? family : familyOf(address));
    const key = keyBytes(options.authKey, DOING);
    const server = this.#server = address === undefined
      ? listenAnywhere(family ?? "AF_INET", backlog)
      : listenAt(address, backlog);
    server.keepAlive(false);
    const reception = new Reception(server, key);
    const arrivals = this.#arrivals = new Inbox<Arrival>(
      () => reception.next(),
      (on) => server.keepAlive(on),
      (arrival) => "connection" in arrival && arrival.connection.close(),
    );
    this.#end = () => {
      arrivals.end(
        new ConnectionClosedError("Cannot accept a connection as the listener was closed meanwhile"),
        true,
      );
      reception.close();
    };
    forgotten.register(this, this.#end, this);
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
   * Waits for a client. Those who connect are greeted side by side: one that is silent, or leaves again, keeps no other waiting, and
   * is not told of.
   *
   * @throws {AuthenticationError} If one connects that has another key, or does not speak the protocol. The listener goes on.
   * @throws {ConnectionClosedError} If the listener is closed.
   * @throws {TimeoutError} If none connects within `timeout` milliseconds; one that does later is the next call's.
   */
  async accept<T = unknown>(options?: AsyncOptions): Promise<SocketConnection<T>> {
    const limits = asyncWait(options, "accept a connection");
    this.#check();
    const arrival = await this.#arrivals.take(limits, "accept a connection");
    if ("error" in arrival) throw arrival.error;
    this.#lastAccepted = arrival.from;
    return arrival.connection as SocketConnection<T>;
  }

  /** Stops to listen, and removes the file of a Unix socket. Connections stay open. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    forgotten.unregister(this);
    this.#end();
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
   * It is ready when `accept` would not wait.
   *
   * @internal
   */
  [readiness](): Readiness {
    const isReady = () => {
      this.#check();
      return this.#arrivals.isReady;
    };
    return { change: (limits) => this.#arrivals.poll(limits), isReady };
  }

  /**
   * Refuses to be sent to another thread.
   *
   * @internal
   */
  [sharedState](): never {
    throw new Refusal(this, "a listener belongs to the thread that opened it");
  }

  #check(): void {
    if (!this.#closed) return;
    throw new ConnectionClosedError("Cannot accept a connection as the listener is closed");
  }
}

function checkBacklog(backlog: unknown, family: SocketFamily | undefined): void {
  checkPositiveInteger(backlog, "backlog", DOING);
  if (family === "AF_UNIX") {
    throw new TypeError(
      `Cannot ${DOING} as 'backlog' is for TCP alone: the runtime sets that of Unix sockets`,
    );
  }
}
