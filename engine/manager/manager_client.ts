import { doorbell } from "../waiting/doorbell.ts";
import { Client } from "../channel/client.ts";
import { Connection, Pipe } from "../channel/pipe.ts";
import type { SocketConnection } from "../channel/socket_connection.ts";
import { sharedState } from "../codec/shared_object.ts";
import type { SharedRef } from "../memory/handle.ts";
import { ConnectionClosedError } from "../errors/channel_errors.ts";
import { ProcessError } from "../errors/process_error.ts";
import { KIND_CONNECTION } from "../core/layout.ts";
import { Handle } from "../memory/handle.ts";
import {
  type ProxyTypeState,
  type RemoteServer,
  type Reply,
  type Request,
  SERVER_OBJECT,
} from "./protocol.ts";

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** This thread's connection to a manager's server. Proxies and managers share it. */
export class ManagerClient {
  /** The server's id. */
  readonly server: string;
  /** Where the server is, if it is in another program. */
  readonly remote: RemoteServer | undefined;
  readonly #entrance: Connection<Connection> | undefined;
  /** Types whose proxies have methods of this thread's own, by name: see `register`. */
  readonly proxyTypes: Map<string, ProxyTypeState> = new Map();
  readonly #pending = new Map<number, Pending>();
  #channel: Connection | SocketConnection | undefined;
  #connecting: Promise<void> | undefined;
  #forSync: Connection | undefined;
  #calls = 0;
  #pumping = false;
  #lost: unknown;

  private constructor(
    server: string,
    entrance: Connection<Connection> | undefined,
    remote: RemoteServer | undefined,
    channel?: SocketConnection,
  ) {
    this.server = server;
    this.#entrance = entrance;
    this.remote = remote;
    this.#channel = channel;
    if (channel !== undefined) byConnection.set(channel, this);
    known.set(this.#key, new WeakRef(this));
  }

  /** The one of this thread for a server in this program. */
  static local(server: string, entrance: SharedRef | undefined): ManagerClient {
    const Entrance = Connection as unknown as new (handle: Handle) => Connection<Connection>;
    return known.get(server)?.deref() ??
      new ManagerClient(
        server,
        new Entrance(Handle.revive(entrance, "adopt", "the manager", KIND_CONNECTION)),
        undefined,
      );
  }

  /** The one of this thread for a server in another program, which it connects to with its first call. */
  static remote(server: string, remote: RemoteServer): ManagerClient {
    return known.get(remoteKey(server))?.deref() ?? new ManagerClient(server, undefined, remote);
  }

  /** Connects to a server in another program, which tells its id. */
  static async connect(remote: RemoteServer): Promise<ManagerClient> {
    const channel = await Client(remote.address, { authKey: remote.authKey });
    try {
      // A server that refuses this program closes the connection, but says so before.
      channel.send([1, SERVER_OBJECT, "hello", []] satisfies Request).catch(() => {});
      const reply = await channel.recv() as Partial<Reply>;
      const server = Array.isArray(reply) ? reply[1] : undefined;
      if (typeof server !== "string") {
        throw new ProcessError("Cannot connect to a manager as none answers at that address");
      }
      return new ManagerClient(server, undefined, remote, channel);
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /** The one that a connection belongs to. */
  static of(connection: SocketConnection): ManagerClient | undefined {
    return byConnection.get(connection);
  }

  /** What lets another thread of this program connect to the server of this one. */
  get entrance(): SharedRef | undefined {
    return this.#entrance?.[sharedState]().refs[0];
  }

  /** The connection over which the server, in another program, is reached. */
  get connection(): Connection | SocketConnection | undefined {
    return this.#channel;
  }

  /**
   * Calls a method of an object. `signal` ends the wait, and the call if it waits in turn: at once, or when the server has
   * answered if it `mustAnswer`.
   */
  call(
    object: number,
    method: string,
    args: unknown[],
    signal?: AbortSignal,
    mustAnswer: boolean = false,
  ): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const call = ++this.#calls;
      let abort: (() => void) | undefined;
      const settled = () => abort && signal!.removeEventListener("abort", abort);
      const pending: Pending = {
        resolve: (value) => (settled(), resolve(value)),
        reject: (reason) => (settled(), reject(mustAnswer && signal?.aborted ? signal.reason : reason)),
      };
      if (signal !== undefined) {
        abort = () => {
          if (!mustAnswer) reject(signal.reason);
          this.tell([call]);
        };
        signal.addEventListener("abort", abort, { once: true });
      }
      this.#pending.set(call, pending);
      this.#send([call, object, method, args]).then(() => this.#pump(), (error) => {
        this.#pending.delete(call);
        pending.reject(gone(error));
      });
    });
  }

  /** As `call`, and blocks the thread meanwhile. */
  callSync(object: number, method: string, args: unknown[]): unknown {
    if (this.#entrance === undefined) {
      throw new TypeError(
        `Cannot call "${method}Sync" as a manager in another program is reached over a socket: use "${method}"`,
      );
    }
    const channel = this.#forSync ??= this.#enter();
    const call = ++this.#calls;
    channel.sendSync([call, object, method, args] satisfies Request);
    while (true) {
      // A call that an error interrupted may have left its answer.
      const [of, value, ...error] = channel.recvSync() as Reply;
      if (of !== call) continue;
      if (error.length > 0) throw error[0];
      return value;
    }
  }

  /** Sends what is not answered. */
  tell(request: Request): void {
    this.#send(request).catch(() => {});
  }

  close(): void {
    this.#channel?.close();
    this.#forSync?.close();
    this.#entrance?.close();
    this.#fail(new ConnectionClosedError("Cannot call an object of a manager that has been shut down"));
  }

  get #key(): string {
    return this.#entrance === undefined ? remoteKey(this.server) : this.server;
  }

  #send(request: Request): Promise<void> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    if (this.#channel !== undefined) return this.#channel.send(request);
    if (this.#entrance === undefined) return this.#connect().then(() => this.#send(request));
    try {
      this.#channel = this.#enter();
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#channel.send(request);
  }

  /** A pipe to a server in this program. */
  #enter(): Connection {
    const [ours, theirs] = Pipe();
    try {
      this.#entrance!.sendSync(theirs);
      return ours;
    } catch (cause) {
      ours.close();
      throw gone(cause);
    } finally {
      theirs.close();
    }
  }

  #connect(): Promise<void> {
    const { address, authKey } = this.remote!;
    return this.#connecting ??= Client(address, { authKey }).then(
      (channel) => {
        this.#channel = channel;
        byConnection.set(channel, this);
      },
      (error) => {
        this.#connecting = undefined;
        throw error;
      },
    );
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#pending.size > 0) {
        const reply = this.#channel!.recv() as Promise<Reply>;
        // Most answers come sooner than the event loop wakes.
        if (this.#entrance !== undefined) doorbell().poll();
        const [call, value, ...error] = await reply;
        const pending = this.#pending.get(call);
        this.#pending.delete(call);
        if (error.length > 0) pending?.reject(error[0]);
        else pending?.resolve(value);
      }
    } catch (cause) {
      this.#channel?.close();
      this.#fail(gone(cause));
    } finally {
      this.#pumping = false;
    }
  }

  #fail(reason: unknown): void {
    this.#lost ??= reason;
    if (known.get(this.#key)?.deref() === this) known.delete(this.#key);
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** This thread's clients; those of servers in other programs under a key of their own. */
const known = new Map<string, WeakRef<ManagerClient>>();
const byConnection = new WeakMap<object, ManagerClient>();

/** What calls reject with when their connection is lost. */
function gone(cause: unknown): unknown {
  if (!(cause instanceof ConnectionClosedError) || cause.message.includes("shut down")) return cause;
  return new ConnectionClosedError("Cannot call an object of a manager whose server is gone", { cause });
}

function remoteKey(server: string): string {
  return `remote ${server}`;
}
