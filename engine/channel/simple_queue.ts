import { KIND_QUEUE } from "../core/layout.ts";
import {
  registerHandleType,
  type SharedObject,
  type SharedState,
  sharedState,
} from "../codec/shared_object.ts";
import { QueueClosedError } from "../errors/channel_errors.ts";
import type { Handle } from "../memory/handle.ts";
import { MessageQueue } from "./message_queue.ts";

/**
 * A queue with no limit and no timeouts (Python's `multiprocessing.SimpleQueue`).
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { SimpleQueue } from "./simple_queue.ts";
 *
 * using queue = new SimpleQueue<string>();
 * queue.put("hello");
 * assertEquals(await queue.get(), "hello");
 * assert(queue.empty());
 * ```
 */
export class SimpleQueue<T = unknown> implements Disposable, SharedObject {
  readonly #queue: MessageQueue;

  constructor();
  constructor(handle?: Handle) {
    this.#queue = handle === undefined
      ? MessageQueue.create(0, "a queue")
      : new MessageQueue(handle, "a queue");
  }

  /**
   * Puts an item, at once since there is always room.
   *
   * @throws {QueueClosedError} If the queue is closed.
   * @throws {TransferError} If the item cannot be sent.
   */
  put(item: T): void {
    if (this.#queue.putSync(item, 0) === "closed") {
      throw new QueueClosedError("Cannot put into a queue that is closed");
    }
  }

  /** Takes the oldest item, as soon as there is one. Throws a `QueueClosedError` if the queue is closed and empty. */
  async get(): Promise<T> {
    const { outcome, value } = await this.#queue.get({});
    if (outcome === "closed") throw new QueueClosedError("Cannot get from a queue that is closed and empty");
    return value as T;
  }

  /** As `get`, and blocks the thread meanwhile. */
  getSync(): T {
    const { outcome, value } = this.#queue.getSync(Infinity);
    if (outcome === "closed") throw new QueueClosedError("Cannot get from a queue that is closed and empty");
    return value as T;
  }

  /** Whether it has no items. */
  empty(): boolean {
    return this.#queue.count === 0;
  }

  /** Closes the queue, in every thread. Idempotent. */
  close(): void {
    this.#queue.close();
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
    return { type: "SimpleQueue", refs: [this.#queue.ref], state: undefined };
  }
}

registerHandleType("SimpleQueue", SimpleQueue, "a queue", KIND_QUEUE);
