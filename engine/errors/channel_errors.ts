import { nameErrorClass, ProcessError } from "./process_error.ts";

/**
 * A queue is closed: it takes no more items, and has none left to give (Python's `queue.ShutDown`).
 *
 * @example
 * ```ts
 * import { Queue, QueueClosedError } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * using queue = new Queue<number>();
 * queue.close();
 * await assertRejects(() => queue.put(1), QueueClosedError);
 * await assertRejects(() => queue.get(), QueueClosedError);
 * ```
 */
export class QueueClosedError extends ProcessError {
  /** The name of the class. */
  override name = "QueueClosedError";

  static {
    nameErrorClass(this, "QueueClosedError");
  }
}

/**
 * A queue had no item in time (Python's `queue.Empty`).
 *
 * @example
 * ```ts
 * import { Queue, QueueEmptyError } from "../../mod.ts";
 * import { assertRejects, assertThrows } from "@std/assert";
 *
 * using queue = new Queue<number>();
 * assertThrows(() => queue.getNowait(), QueueEmptyError);
 * await assertRejects(() => queue.get({ timeout: 5 }), QueueEmptyError);
 * ```
 */
export class QueueEmptyError extends ProcessError {
  /** The name of the class. */
  override name = "QueueEmptyError";

  static {
    nameErrorClass(this, "QueueEmptyError");
  }
}

/**
 * A queue had no room in time (Python's `queue.Full`).
 *
 * @example
 * ```ts
 * import { Queue, QueueFullError } from "../../mod.ts";
 * import { assertRejects, assertThrows } from "@std/assert";
 *
 * using queue = new Queue<number>(1);
 * await queue.put(1);
 * assertThrows(() => queue.putNowait(2), QueueFullError);
 * await assertRejects(() => queue.put(2, { timeout: 5 }), QueueFullError);
 * ```
 */
export class QueueFullError extends ProcessError {
  /** The name of the class. */
  override name = "QueueFullError";

  static {
    nameErrorClass(this, "QueueFullError");
  }
}

/**
 * A `JoinableQueue` cannot be joined as threads have ended with items that they had taken and not reported done. In Python
 * `join` waits for ever.
 *
 * @example
 * ```ts
 * import { ItemsLostError, JoinableQueue, Process } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * using queue = new JoinableQueue<number>();
 * await queue.put(1);
 * const consumer = new Process({ target: (queue: JoinableQueue<number>) => void queue.getSync(), args: [queue] });
 * consumer.start();
 * await assertRejects(() => queue.join(), ItemsLostError);
 * queue.taskDone(); // in its place
 * await queue.join();
 * ```
 */
export class ItemsLostError extends ProcessError {
  /** The name of the class. */
  override name = "ItemsLostError";

  static {
    nameErrorClass(this, "ItemsLostError");
  }
}

/**
 * The other end of a pipe is closed, or this end is (Python's `EOFError`, `BrokenPipeError` and `OSError: handle is closed`).
 *
 * @example
 * ```ts
 * import { ConnectionClosedError, Pipe } from "../../mod.ts";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const [left, right] = Pipe<string>();
 * await left.send("the last words");
 * left.close();
 * assertEquals(await right.recv(), "the last words");
 * await assertRejects(() => right.recv(), ConnectionClosedError);
 * ```
 */
export class ConnectionClosedError extends ProcessError {
  /** The name of the class. */
  override name = "ConnectionClosedError";

  static {
    nameErrorClass(this, "ConnectionClosedError");
  }
}

/**
 * Nobody listens at the address (Python's `ConnectionRefusedError`).
 *
 * @example
 * ```ts
 * import { Client, ConnectionRefusedError, Listener } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * const listener = new Listener(["127.0.0.1", 0]);
 * listener.close();
 * await assertRejects(() => Client(listener.address), ConnectionRefusedError);
 * ```
 */
export class ConnectionRefusedError extends ProcessError {
  /** The name of the class. */
  override name = "ConnectionRefusedError";

  static {
    nameErrorClass(this, "ConnectionRefusedError");
  }
}

/**
 * The two sides of a connection do not have the same `authKey` (Python's `AuthenticationError`).
 *
 * @example
 * ```ts
 * import { AuthenticationError, Client, Listener } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await using listener = new Listener(["127.0.0.1", 0], { authKey: "right" });
 * const accepted = assertRejects(() => listener.accept(), AuthenticationError);
 * await assertRejects(() => Client(listener.address, { authKey: "wrong" }), AuthenticationError);
 * await accepted;
 * ```
 */
export class AuthenticationError extends ProcessError {
  /** The name of the class. */
  override name = "AuthenticationError";

  static {
    nameErrorClass(this, "AuthenticationError");
  }
}

/**
 * A received message does not fit the caller's buffer; the message is not lost (Python's `BufferTooShort`).
 *
 * @example
 * ```ts
 * import { BufferTooShortError, Pipe } from "../../mod.ts";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * const [left, right] = Pipe();
 * left.sendBytes(new Uint8Array([1, 2, 3]));
 * const error = await assertRejects(() => right.recvBytesInto(new Uint8Array(2)), BufferTooShortError);
 * assertEquals(error.bytes, new Uint8Array([1, 2, 3]));
 * ```
 */
export class BufferTooShortError extends ProcessError {
  /** The name of the class. */
  override name = "BufferTooShortError";

  static {
    nameErrorClass(this, "BufferTooShortError");
  }
  /** The whole message. */
  readonly bytes: Uint8Array;

  /** Made by connections. */
  constructor(message: string, bytes: Uint8Array, options?: ErrorOptions) {
    super(message, options);
    this.bytes = bytes;
  }
}
