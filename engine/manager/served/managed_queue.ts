import { JoinableQueue, Queue } from "../../channel/queue.ts";
import type { BlockingOptions } from "../../options/check_options.ts";
import { currentCaller } from "../caller.ts";

/** A queue in a manager's server. A wait ends with its caller: no item is taken for one that is gone. */
export class ManagedQueue<T = unknown> {
  readonly #queue: Queue<T>;

  /** A new one for so many items; or what puts into, and takes from, a queue that the program has. */
  constructor(source: number | Queue<T> = 0) {
    if (!(source instanceof Queue) && typeof source !== "number") {
      throw new TypeError(`Cannot create a queue as 'maxSize' must be a number: received ${typeof source}`);
    }
    this.#queue = typeof source === "number" ? this._create(source) : source;
  }

  /** The queue that it is made of. */
  protected get _queue(): Queue<T> {
    return this.#queue;
  }

  protected _create(maxSize: number): Queue<T> {
    return new Queue<T>(maxSize);
  }

  put(item: T, options?: BlockingOptions): Promise<void> {
    return this.#queue.put(item, { ...options, signal: currentCaller().signal });
  }

  putNowait(item: T): void {
    this.#queue.putNowait(item);
  }

  get(options?: BlockingOptions): Promise<T> {
    return this.#queue.get({ ...options, signal: currentCaller().signal });
  }

  getNowait(): T {
    return this.#queue.getNowait();
  }

  qsize(): number {
    return this.#queue.qsize();
  }

  empty(): boolean {
    return this.#queue.empty();
  }

  full(): boolean {
    return this.#queue.full();
  }

  close(): void {
    this.#queue.close();
  }

  joinThread(): Promise<void> {
    return this.#queue.joinThread();
  }
}

/** A queue whose items are reported done. */
export class ManagedJoinableQueue<T = unknown> extends ManagedQueue<T> {
  taskDone(): void {
    this.#joinable.taskDone();
  }

  join(options?: BlockingOptions): Promise<void> {
    return this.#joinable.join({ ...options, signal: currentCaller().signal });
  }

  protected override _create(maxSize: number): Queue<T> {
    return new JoinableQueue<T>(maxSize);
  }

  get #joinable(): JoinableQueue<T> {
    return this._queue as JoinableQueue<T>;
  }
}
