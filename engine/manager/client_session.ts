import type { Connection } from "../channel/pipe.ts";
import { SocketConnection } from "../channel/socket_connection.ts";
import { ConnectionClosedError } from "../errors/channel_errors.ts";
import { isPromiseLike } from "../options/promises.ts";
import { type Caller, type CallerSession, runAsCaller } from "./caller.ts";
import type { ObjectTable } from "./object_table.ts";
import { type Call, type Reply, type Request, SERVER_OBJECT } from "./protocol.ts";

/** Does what a client asks for. Its result may be a promise. */
export type Invoke = (link: ClientSession, object: number, method: string, args: unknown[]) => unknown;

/**
 * A client of a manager's server: a thread of this program, or of another one. Its calls are served in the order in which they
 * came, but none waits for the end of another.
 */
export class ClientSession implements CallerSession {
  readonly #channel: Connection | SocketConnection;
  readonly #table: ObjectTable;
  readonly #calls = new Map<number, AbortController>();
  readonly #goodbyes = new Set<() => void>();
  /** How many proxies the other program has, by object. */
  readonly #holds = new Map<number, number>();
  /** Those that the message being packed adds. */
  #adding: number[] = [];

  constructor(channel: Connection | SocketConnection, table: ObjectTable) {
    this.#channel = channel;
    this.#table = table;
    if (channel instanceof SocketConnection) table.countFor(channel, { add: (id) => this.#add(id) });
  }

  /** Whether the client is in another program. */
  get isRemote(): boolean {
    return this.#channel instanceof SocketConnection;
  }

  /** Serves the client until it is gone, or what it sends cannot be read. */
  async serve(invoke: Invoke): Promise<void> {
    try {
      while (true) {
        const request = await this.#channel.recv() as Request;
        if (request.length === 1) {
          this.#calls.get(request[0])?.abort(new Error("Nobody waits for it any more"));
        } else this.#answer(request, invoke);
      }
    } catch (error) {
      if (!(error instanceof ConnectionClosedError)) console.error("Manager: a client is dropped:", error);
    } finally {
      this.#end();
    }
  }

  close(): void {
    this.#channel.close();
  }

  onGone(callback: () => void): () => void {
    this.#goodbyes.add(callback);
    return () => void this.#goodbyes.delete(callback);
  }

  /** The client has more, or fewer, proxies of an object than it was sent. */
  hold(id: number, count: number): void {
    const before = this.#holds.get(id) ?? 0;
    const change = Math.max(count, -before);
    this.#table.hold(id, change);
    if (before + change > 0) this.#holds.set(id, before + change);
    else this.#holds.delete(id);
  }

  #answer([call, object, method, args]: Call, invoke: Invoke): void {
    // Calls to the server itself are over at once.
    const abort = object === SERVER_OBJECT ? undefined : new AbortController();
    if (abort !== undefined) this.#calls.set(call, abort);
    const caller: Caller = { session: this, signal: abort?.signal ?? NEVER };
    let result: unknown;
    try {
      result = runAsCaller(caller, () => invoke(this, object, method, args));
    } catch (error) {
      return this.#reply([call, undefined, error]);
    }
    if (!isPromiseLike(result)) return this.#reply([call, result]);
    result.then((value) => this.#reply([call, value]), (error) => this.#reply([call, undefined, error]));
  }

  #reply(reply: Reply): void {
    const call = reply[0];
    this.#calls.delete(call);
    if (call === 0) return;
    this.#adding = [];
    const adding = this.#adding;
    this.#channel.send(reply).catch((error) => {
      // Its `serve` ends by itself.
      if (error instanceof ConnectionClosedError) return;
      for (const id of adding) this.hold(id, -1);
      if (reply.length === 2) this.#reply([call, undefined, error]);
      else this.#reply([call, undefined, new Error(`${reply[2]}`)]);
    });
  }

  #add(id: number): void {
    this.hold(id, 1);
    this.#adding.push(id);
  }

  #end(): void {
    this.#channel.close();
    const reason = new ConnectionClosedError("Cannot go on as the caller is gone");
    for (const abort of [...this.#calls.values()]) abort.abort(reason);
    for (const goodbye of [...this.#goodbyes]) goodbye();
    for (const [id, count] of this.#holds) this.#table.hold(id, -count);
    this.#holds.clear();
  }
}

const NEVER: AbortSignal = new AbortController().signal;
