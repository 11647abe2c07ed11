import { KIND_QUEUE } from "../core/layout.ts";
import {
  registerHandleType,
  type SharedObject,
  type SharedState,
  sharedState,
} from "../codec/shared_object.ts";
import {
  ItemsLostError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
} from "../errors/channel_errors.ts";
import { Handle } from "../memory/handle.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
  checkOptions,
} from "../options/check_options.ts";
import { MessageQueue, type Received, type WaitOutcome } from "./message_queue.ts";
import { closeAfter, type QueueWriter } from "./writers.ts";
import { TimeoutError } from "../errors/wait_errors.ts";

/** Options of a `Queue`. */
export interface QueueOptions {
  /** The most items that it holds at a time; any number if it is 0 or less, the default. */
  readonly maxSize?: number | undefined;
  /**
   * The most bytes of shared memory that its items take at a time, each a few more than its contents; any number if it is 0, the
   * default. An item that takes more by itself is refused.
   */
  readonly maxBytes?: number | undefined;
  /** The processes that put into it: see {@linkcode Queue.setWriters}. */
  readonly writers?: readonly QueueWriter[] | undefined;
}

const MAX_ITEMS = 2 ** 31 - 1;
const MAX_TOTAL_BYTES = 2 ** 32 - 1;

/**
 * A first-in first-out queue between threads (Python's `multiprocessing.Queue`). Any thread that it is sent to may put and
 * get, without blocking, or blocking with the calls named `…Sync`.
 *
 * An item is packed when it is put, so what cannot be sent is refused there, and later changes to it are not seen. There
 * is no feeder thread: an item is in the queue as soon as `put` has resolved, and outlives the thread that put it.
 *
 * `close` closes the queue for every thread: what is in it can still be taken, then `get` throws a `QueueClosedError` and
 * iteration ends.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Queue } from "./queue.ts";
 *
 * using queue = new Queue<number>();
 * await queue.put(1);
 * queue.putSync(2);
 * assertEquals(queue.qsize(), 2);
 * assertEquals(await queue.get(), 1);
 *
 * queue.close();
 * for await (const item of queue) assertEquals(item, 2);
 * ```
 */
export class Queue<T = unknown> implements AsyncIterable<T>, Disposable, SharedObject {
  readonly #queue: MessageQueue;
  #hasWriters = false;

  /**
   * A queue for at most `maxSize` items, for any number if that is left out or below 1, of at most `maxBytes` bytes in all.
   *
   * @throws {RangeError} If `maxSize` is no integer below 2^31, or `maxBytes` is none from 0 to below 2^32.
   * @throws {TypeError} If `writers` are not processes that are still to be started.
   */
  constructor(options?: number | QueueOptions);
  constructor(options: number | QueueOptions | Handle = {}) {
    this.#queue = options instanceof Handle
      ? new MessageQueue(options, "a queue")
      : createQueue(typeof options === "number" ? { maxSize: options } : options);
    if (typeof options === "object" && "writers" in options && options.writers !== undefined) {
      this.setWriters(options.writers);
    }
  }

  /**
   * Says which processes put into the queue, before they are started. When the last of them has ended, however it did, the queue is
   * closed: readers take what is in it, then `get` throws a `QueueClosedError` and iteration ends. Others may put too, but
   * nobody waits for them.
   *
   * @throws {TypeError} If they are not processes that are still to be started.
   * @throws {Error} If it was said before.
   */
  setWriters(writers: readonly QueueWriter[]): void {
    if (this.#hasWriters) throw new Error("Cannot tell a queue who its writers are twice");
    closeAfter(this.#queue.handle, writers);
    this.#hasWriters = true;
  }

  /**
   * Puts an item, as soon as there is room for it.
   *
   * @throws {RangeError} If it takes more bytes than the whole queue may.
   * @throws {QueueFullError} If there is none within `timeout` milliseconds.
   * @throws {QueueClosedError} If the queue is closed.
   * @throws {TransferError} If the item cannot be sent.
   */
  async put(item: T, options?: AsyncOptions): Promise<void> {
    const limits = asyncWait(options, "put into a queue");
    finishPut(await this.#queue.put(item, limits), limits.timeout);
  }

  /** As `put`, and blocks the thread meanwhile. */
  putSync(item: T, options?: BlockingOptions): void {
    const timeout = blockingTimeout(options, "put into a queue");
    finishPut(this.#queue.putSync(item, timeout), timeout);
  }

  /** Puts an item now. Throws a `QueueFullError` if there is no room. */
  putNowait(item: T): void {
    finishPut(this.#queue.putSync(item, 0), 0);
  }

  /**
   * Takes the oldest item, as soon as there is one.
   *
   * @throws {QueueEmptyError} If there is none within `timeout` milliseconds.
   * @throws {QueueClosedError} If the queue is closed and empty.
   */
  async get(options?: AsyncOptions): Promise<T> {
    const limits = asyncWait(options, "get from a queue");
    return finishGet(await this.#queue.get(limits), limits.timeout) as T;
  }

  /** As `get`, and blocks the thread meanwhile. */
  getSync(options?: BlockingOptions): T {
    const timeout = blockingTimeout(options, "get from a queue");
    return finishGet(this.#queue.getSync(timeout), timeout) as T;
  }

  /** Takes the oldest item now. Throws a `QueueEmptyError` if there is none. */
  getNowait(): T {
    return finishGet(this.#queue.getSync(0), 0) as T;
  }

  /** The number of items, exact at the moment of the call. */
  qsize(): number {
    return this.#queue.count;
  }

  /** Whether it has no items. */
  empty(): boolean {
    return this.#queue.count === 0;
  }

  /** Whether it has as many items, or bytes, as it may. */
  full(): boolean {
    return this.#queue.isFull;
  }

  /** Closes the queue, in every thread. Idempotent. */
  close(): void {
    this.#queue.close();
  }

  /** Resolves at once: items need no thread to feed them into the queue. Throws an `Error` if the queue is not closed. */
  joinThread(): Promise<void> {
    if (this.#queue.isClosed) return Promise.resolve();
    return Promise.reject(new Error("Cannot join the thread of a queue that is not closed"));
  }

  /** Does nothing: no thread feeds the queue that could be waited for. */
  cancelJoinThread(): void {}

  /** The items as they come, until the queue is closed and empty. Threads that iterate share the items. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<T> {
    while (true) {
      const { outcome, value } = await this.#queue.get({});
      if (outcome === "closed") return;
      yield value as T;
    }
  }

  /** Lets go of the queue in this thread. It lives until every thread has. Does not close it. */
  [Symbol.dispose](): void {
    this.#queue[Symbol.dispose]();
  }

  /**
   * Travels by handle.
   *
   * @internal
   */
  [sharedState](): SharedState {
    return { type: this.sharedType, refs: [this.#queue.ref], state: undefined };
  }

  /** Names the class in every thread. */
  protected get sharedType(): string {
    return "Queue";
  }

  /**
   * For subclasses.
   *
   * @internal
   */
  protected get messages(): MessageQueue {
    return this.#queue;
  }
}

function createQueue(options: QueueOptions): MessageQueue {
  checkOptions(options, ["maxSize", "maxBytes", "writers"], "create a queue");
  const { maxSize = 0, maxBytes = 0 } = options;
  if (!Number.isInteger(maxSize) || maxSize > MAX_ITEMS) {
    throw new RangeError(
      `Cannot create a queue as 'maxSize' must be an integer below 2^31: received ${maxSize}`,
    );
  }
  if (!Number.isInteger(maxBytes) || maxBytes < 0 || maxBytes > MAX_TOTAL_BYTES) {
    throw new RangeError(
      `Cannot create a queue as 'maxBytes' must be an integer from 0 to below 2^32: received ${maxBytes}`,
    );
  }
  return MessageQueue.create(Math.max(0, maxSize), "a queue", maxBytes);
}

function finishPut(outcome: WaitOutcome, timeout: number): void {
  if (outcome === "closed") throw new QueueClosedError("Cannot put into a queue that is closed");
  if (outcome === "timed out") {
    throw new QueueFullError(`Cannot put into the queue as it is full${waited(timeout)}`);
  }
}

function finishGet({ outcome, value }: Received, timeout: number): unknown {
  if (outcome === "closed") throw new QueueClosedError("Cannot get from a queue that is closed and empty");
  if (outcome === "timed out") {
    throw new QueueEmptyError(`Cannot get from the queue as it is empty${waited(timeout)}`);
  }
  return value;
}

function waited(timeout: number): string {
  return timeout > 0 ? ` after ${timeout} ms` : "";
}

registerHandleType("Queue", Queue, "a queue", KIND_QUEUE);

/**
 * A queue whose items are reported done (Python's `multiprocessing.JoinableQueue`): `join` waits until `taskDone` has been
 * called for every item that was put.
 *
 * @example
 * ```ts
 * import { JoinableQueue } from "./queue.ts";
 *
 * using queue = new JoinableQueue<string>();
 * await queue.put("a job");
 * const joined = queue.join();
 *
 * await queue.get();
 * queue.taskDone();
 * await joined;
 * ```
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  /** See `Queue`. */
  constructor(options?: number | QueueOptions) {
    super(options);
    this.messages.countTaken();
  }

  /** Reports that an item that was taken is dealt with. Throws an `Error` if none is unfinished. */
  taskDone(): void {
    if (!this.messages.taskDone()) throw new Error("Cannot report a task done as none is unfinished");
  }

  /**
   * Waits until no item is unfinished.
   *
   * @throws {ItemsLostError} If threads have ended that had taken items and not reported them done: they never will be. Whoever sees
   * to such an item calls `taskDone` in the other's place.
   * @throws {TimeoutError} If that takes longer than `timeout` milliseconds.
   */
  async join(options?: AsyncOptions): Promise<void> {
    const limits = asyncWait(options, "join a queue");
    this.#finishJoin(await this.messages.join(limits), limits.timeout);
  }

  /** As `join`, and blocks the thread meanwhile. */
  joinSync(options?: BlockingOptions): void {
    const timeout = blockingTimeout(options, "join a queue");
    this.#finishJoin(this.messages.joinSync(timeout), timeout);
  }

  /** Names the class in every thread. */
  protected override get sharedType(): string {
    return "JoinableQueue";
  }

  #finishJoin(outcome: WaitOutcome, timeout: number): void {
    if (outcome === "closed") throw lostItems(this.messages.lost);
    if (outcome === "timed out") {
      throw new TimeoutError(
        `Cannot join the queue as ${this.messages.unfinished} items are unfinished after ${timeout} ms`,
      );
    }
  }
}

/** What joining a queue throws whose consumers have ended with so many items. */
export function lostItems(count: number): ItemsLostError {
  const items = count === 1 ? "an item that it had" : `${count} items that they had`;
  const who = count === 1 ? "a thread has" : "threads have";
  return new ItemsLostError(`Cannot join the queue as ${who} ended with ${items} not reported done`);
}

registerHandleType("JoinableQueue", JoinableQueue, "a queue", KIND_QUEUE);
