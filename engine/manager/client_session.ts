import type { Connection } from "../channel/pipe.ts";
import { SocketConnection } from "../channel/socket_connection.ts";
import { ConnectionClosedError } from "../errors/channel_errors.ts";
import { errorInstead } from "../codec/error_instead.ts";
import { OutOfMemoryError } from "../errors/system_errors.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { getLogger } from "../log/logger.ts";
import { isPromiseLike } from "../options/promises.ts";
import { type Caller, type CallerSession, runAsCaller } from "./caller.ts";
import type { ObjectTable } from "./object_table.ts";
import { type Call, type Reply, type Request, SERVER_OBJECT } from "./protocol.ts";

/** Bytes of answers that a client may leave unread: one that leaves more is not served until it has read them. */
const MAX_UNSENT_BYTES = 2 ** 22;
/** The most calls of one client that wait at a time. */
const MAX_CALLS = 2 ** 16;

/** With the name of its class and what is around it, it fits into a short message. */
const NO_ROOM = "Cannot answer as the shared memory, or a table, has no room for what the manager answers";

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
  #gone = false;

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
        if (this.#isCrowded) await this.#answersRead();
        const request = checkRequest(await this.#channel.recv());
        if (request.length === 1) {
          this.#calls.get(request[0])?.abort(new Error("Nobody waits for it any more"));
        } else this.#answer(request, invoke);
      }
    } catch (error) {
      if (!(error instanceof ConnectionClosedError)) {
        getLogger().warning(() => `Manager: a client is dropped: ${(error as Error).message}`);
      }
    } finally {
      this.#end();
    }
  }

  close(): void {
    this.#channel.close();
  }

  get isGone(): boolean {
    return this.#gone;
  }

  onGone(callback: () => void): () => void {
    this.#goodbyes.add(callback);
    return () => void this.#goodbyes.delete(callback);
  }

  /** The client has more, or fewer, proxies of an object than it was sent. */
  hold(id: number, count: number): void {
    if (!(Number.isSafeInteger(id) && Number.isSafeInteger(count))) {
      throw new TypeError(
        `Cannot hold an object as its number and the count must be integers: received ${count}`,
      );
    }
    const before = this.#holds.get(id) ?? 0;
    const change = Math.max(count, -before);
    this.#table.hold(id, change);
    if (before + change > 0) this.#holds.set(id, before + change);
    else this.#holds.delete(id);
  }

  #answer([call, object, method, args]: Call, invoke: Invoke): void {
    // Calls to the server itself are over at once.
    const abort = object === SERVER_OBJECT ? undefined : new AbortController();
    if (abort !== undefined) {
      if (this.#calls.size >= MAX_CALLS) {
        const full = new RangeError(
          `Cannot call "${method}" as ${MAX_CALLS} calls of the connection are under way`,
        );
        return this.#reply([call, undefined, full]);
      }
      this.#calls.set(call, abort);
    }
    const caller: Caller = { session: this, signal: abort?.signal ?? NEVER };
    let result: unknown;
    try {
      result = runAsCaller(caller, () => invoke(this, object, method, args));
    } catch (error) {
      return this.#reply([call, undefined, error]);
    }
    if (!isPromiseLike(result)) return this.#reply([call, result]);
    result.then(
      (value) => this.#replyLater([call, value]),
      (error) => this.#replyLater([call, undefined, error]),
    );
  }

  /** Whether the other program leaves its answers unread. */
  get #isCrowded(): boolean {
    const channel = this.#channel;
    return channel instanceof SocketConnection && channel.unsentBytes > MAX_UNSENT_BYTES;
  }

  /** Waits until the client has read most of what it was sent, or is gone. */
  async #answersRead(): Promise<void> {
    while (this.#isCrowded) await (this.#channel as SocketConnection).flushed();
  }

  /** Answers a call that took its time. While other answers lie unread, this one is not even packed. */
  async #replyLater(reply: Reply): Promise<void> {
    if (this.#isCrowded) await this.#answersRead();
    this.#reply(reply);
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
      if (error instanceof OutOfMemoryError) this.#replyWithoutRoom(call);
      else if (reply.length === 2) this.#reply([call, undefined, error]);
      else this.#reply([call, undefined, errorInstead(reply[2], error)]);
    });
  }

  /** Answers in so few bytes that they need no block. Where not even those find a place, the client is dropped: it must not wait. */
  #replyWithoutRoom(call: number): void {
    const error = new OutOfMemoryError(NO_ROOM);
    error.stack = "";
    this.#channel.send([call, undefined, error]).catch(() => this.#channel.close());
  }

  #add(id: number): void {
    this.hold(id, 1);
    this.#adding.push(id);
  }

  #end(): void {
    this.#gone = true;
    this.#channel.close();
    const reason = new ConnectionClosedError("Cannot go on as the caller is gone");
    for (const abort of [...this.#calls.values()]) abort.abort(reason);
    for (const goodbye of [...this.#goodbyes]) goodbye();
    for (const [id, count] of this.#holds) this.#table.hold(id, -count);
    this.#holds.clear();
  }
}

/** A request, as far as it is one. Throws a `TransferError` for another value. */
function checkRequest(value: unknown): Request {
  if (Array.isArray(value) && Number.isSafeInteger(value[0])) {
    const [, object, method, args] = value;
    if (value.length === 1) return value as Request;
    const isCall = Number.isSafeInteger(object) && typeof method === "string" && Array.isArray(args);
    if (value.length === 4 && isCall) return value as Request;
  }
  throw new TransferError("Cannot serve a client as what it sent is no call");
}

const NEVER: AbortSignal = new AbortController().signal;
