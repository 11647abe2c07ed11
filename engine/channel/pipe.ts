import { KIND_CONNECTION } from "../core/layout.ts";
import {
  registerHandleType,
  type SharedObject,
  type SharedState,
  sharedState,
} from "../codec/shared_object.ts";
import { ConnectionClosedError } from "../errors/channel_errors.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import { Handle } from "../memory/handle.ts";
import { ConnectionView } from "../memory/objects.ts";
import { recordGeneration } from "../memory/records.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
  checkOptions,
} from "../options/check_options.ts";
import {
  asBytes,
  type BytesLike,
  bytesToSend,
  checkFits,
  checkLength,
  copyInto,
  receiveTarget,
} from "./buffer_parts.ts";
import { MessageQueue, type Received } from "./message_queue.ts";
import { type Awaitable, type Readiness, readiness } from "./wait.ts";

/**
 * One end of a pipe (Python's `multiprocessing.connection.Connection`). Sent to another thread, it is the same end there,
 * and each thread closes it for itself.
 *
 * When every thread has closed one end, the other receives what was sent before, and then a `ConnectionClosedError`.
 *
 * @example
 * ```ts
 * import { type Connection, Pipe, Process } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const greet = (end: Connection<string>) => end.sendSync(`hello ${end.recvSync()}`);
 *
 * const [ours, theirs] = Pipe<string>();
 * const process = new Process({ target: greet, args: [theirs] });
 * process.start();
 * await ours.send("world");
 * assertEquals(await ours.recv(), "hello world");
 * await process.join();
 * ours.close();
 * theirs.close();
 * ```
 */
export class Connection<T = unknown> implements Awaitable, Disposable, SharedObject {
  readonly #handle: Handle;
  readonly #incoming: MessageQueue | undefined;
  readonly #outgoing: MessageQueue | undefined;

  /** Made by `Pipe`. */
  protected constructor(handle: Handle) {
    this.#handle = handle;
    const { reads, writes } = new ConnectionView(handle.address);
    this.#incoming = queueOf(reads);
    this.#outgoing = queueOf(writes);
  }

  /** Whether this thread has closed it. */
  get closed(): boolean {
    return !this.#handle.isLive;
  }

  /** Whether it can receive. */
  get readable(): boolean {
    return this.#incoming !== undefined;
  }

  /** Whether it can send. */
  get writable(): boolean {
    return this.#outgoing !== undefined;
  }

  /**
   * Sends a value. A pipe has no limit but the shared memory's, so it never waits.
   *
   * @throws {ConnectionClosedError} If this end or the other is closed.
   * @throws {TransferError} If the value cannot be sent.
   */
  // deno-lint-ignore require-await -- a refusal rejects
  async send(value: T): Promise<void> {
    this.sendSync(value);
  }

  /** As `send`, before it returns. */
  sendSync(value: T): void {
    this.#put(value);
  }

  /**
   * Waits for a value.
   *
   * @throws {ConnectionClosedError} If this end is closed, or the other is and all that it sent has been received.
   * @throws {TimeoutError} If none comes within `timeout` milliseconds.
   */
  async recv(options?: AsyncOptions): Promise<T> {
    return await this.#recv(options) as T;
  }

  /** As `recv`, and blocks the thread meanwhile. */
  recvSync(options?: BlockingOptions): T {
    return this.#recvSync(options) as T;
  }

  /**
   * Whether `recv` would not wait: there is a value, or the other end is closed. Waits for that up to `timeout`
   * milliseconds, by default not at all; `Infinity` is for ever.
   */
  async poll(options?: AsyncOptions): Promise<boolean> {
    const limits = asyncWait({ ...options, timeout: options?.timeout ?? 0 }, "poll");
    return await this.#unlessClosed(this.#reading().poll(limits));
  }

  /** As `poll`, and blocks the thread meanwhile. */
  pollSync(options?: BlockingOptions): boolean {
    const timeout = blockingTimeout({ ...options, timeout: options?.timeout ?? 0 }, "poll");
    return this.#reading().pollSync(timeout);
  }

  /**
   * Sends `size` of a buffer's bytes from `offset` on, by default all of them, as one message.
   *
   * @throws {RangeError} If the buffer has no such part.
   */
  sendBytes(buffer: BytesLike, offset: number = 0, size?: number): void {
    this.#put(bytesToSend(buffer, offset, size));
  }

  /**
   * Waits for a message of at most `maxLength` bytes, of any number by default. Throws a `TypeError` if what comes is none; then
   * it stays the next message of this object's.
   *
   * @throws {BufferTooShortError} If it is longer; the error has the message, and the connection goes on.
   * @throws {RangeError} If `maxLength` is negative or NaN.
   */
  async recvBytes(maxLength: number = Infinity, options?: AsyncOptions): Promise<Uint8Array<ArrayBuffer>> {
    checkLength(maxLength);
    return checkFits(asBytes(await this.#recv(options, asBytes)), maxLength);
  }

  /** As `recvBytes`, and blocks the thread meanwhile. */
  recvBytesSync(maxLength: number = Infinity, options?: BlockingOptions): Uint8Array<ArrayBuffer> {
    checkLength(maxLength);
    return checkFits(asBytes(this.#recvSync(options, asBytes)), maxLength);
  }

  /**
   * Waits for a message of bytes and copies it into a buffer, from `offset` on. Resolves to the number of its bytes.
   *
   * @throws {BufferTooShortError} If it does not fit; the error has the message.
   * @throws {RangeError} If `offset` is not in the buffer.
   */
  async recvBytesInto(
    buffer: BytesLike,
    offset: number = 0,
    options?: AsyncOptions,
  ): Promise<number> {
    const target = receiveTarget(buffer, offset);
    return copyInto(target, await this.recvBytes(undefined, options));
  }

  /** As `recvBytesInto`, and blocks the thread meanwhile. */
  recvBytesIntoSync(
    buffer: BytesLike,
    offset: number = 0,
    options?: BlockingOptions,
  ): number {
    const target = receiveTarget(buffer, offset);
    return copyInto(target, this.recvBytesSync(undefined, options));
  }

  /** Closes this end in this thread. Idempotent. */
  close(): void {
    this.#incoming?.[Symbol.dispose]();
    this.#outgoing?.[Symbol.dispose]();
    this.#handle[Symbol.dispose]();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    if (this.closed) throw new ConnectionClosedError("Cannot send a connection that is closed");
    return { type: "Connection", refs: [this.#handle], state: undefined };
  }

  /**
   * It is ready when `recv` would not wait.
   *
   * @internal
   */
  [readiness](): Readiness {
    const queue = this.#reading();
    const isReady = () => this.#reading().pollSync(0);
    return { change: queue.waitable, isReady };
  }

  async #recv(options: AsyncOptions | undefined, check?: (value: unknown) => void): Promise<unknown> {
    const limits = asyncWait(options, "receive");
    const queue = this.#reading();
    return this.#received(await this.#unlessClosed(queue.get(limits, check)), limits.timeout);
  }

  #recvSync(options: BlockingOptions | undefined, check?: (value: unknown) => void): unknown {
    const timeout = blockingTimeout(options, "receive");
    return this.#received(this.#reading().getSync(timeout, check), timeout);
  }

  #put(value: unknown): void {
    if (this.closed) throw new ConnectionClosedError("Cannot send as the connection is closed");
    if (this.#outgoing === undefined) throw new TypeError("Cannot send as the connection is read-only");
    if (this.#outgoing.putSync(value, 0) === "closed") {
      throw new ConnectionClosedError("Cannot send as the other end of the pipe is closed");
    }
  }

  #reading(): MessageQueue {
    if (this.closed) throw new ConnectionClosedError("Cannot receive as the connection is closed");
    if (this.#incoming === undefined) throw new TypeError("Cannot receive as the connection is write-only");
    return this.#incoming;
  }

  /** What a wait brings, unless this thread closes the connection meanwhile. */
  async #unlessClosed<R>(wait: Promise<R>): Promise<R> {
    try {
      return await wait;
    } catch (error) {
      if (!this.closed || !(error instanceof ReferenceError)) throw error;
      throw new ConnectionClosedError("Cannot receive as the connection was closed meanwhile", {
        cause: error,
      });
    }
  }

  #received({ outcome, value }: Received, timeout: number): unknown {
    if (outcome === "closed") {
      throw new ConnectionClosedError("Cannot receive as the other end of the pipe is closed");
    }
    if (outcome === "timed out") {
      throw new TimeoutError(`Cannot receive as nothing came within ${timeout} ms`);
    }
    return value;
  }
}

/** The queue of that record, `undefined` if it is 0. The connection holds it. */
function queueOf(record: number): MessageQueue | undefined {
  if (record === 0) return undefined;
  return new MessageQueue(Handle.borrow({ record, generation: recordGeneration(record) }), "a pipe");
}

registerHandleType("Connection", Connection as unknown as new () => object, "a connection", KIND_CONNECTION);

/** Options of a `Pipe`. */
export interface PipeOptions {
  /** Whether both ends send and receive, the default; otherwise the first end receives and the second sends. */
  readonly duplex?: boolean | undefined;
}

/**
 * The two ends of a new pipe (Python's `multiprocessing.Pipe`). `Pipe(false)`, or `Pipe({ duplex: false })`, is a one-way
 * pipe from the second end to the first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Pipe } from "./pipe.ts";
 *
 * const [left, right] = Pipe();
 * await left.send({ answer: 42 });
 * assertEquals(await right.recv(), { answer: 42 });
 * left.close();
 * right.close();
 * ```
 */
export function Pipe<T = unknown>(options: boolean | PipeOptions = {}): [Connection<T>, Connection<T>] {
  if (typeof options !== "boolean") checkOptions(options, ["duplex"], "create a pipe");
  const duplex = typeof options === "boolean" ? options : options.duplex ?? true;
  // The connections hold the queues from here on.
  using toFirst = MessageQueue.create(0, "a pipe");
  using toSecond = duplex ? MessageQueue.create(0, "a pipe") : undefined;
  const [first, second] = [toFirst.handle.record, toSecond?.handle.record ?? 0];
  return [connect(first, second), connect(second, first)];
}

function connect<T>(reads: number, writes: number): Connection<T> {
  const Made = Connection as new (handle: Handle) => Connection<T>;
  return new Made(Handle.object(KIND_CONNECTION, "a pipe", reads, writes));
}
