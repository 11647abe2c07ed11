import { JoinableQueue, lostItems, Queue } from "../../channel/queue.ts";
import type { BlockingOptions } from "../../options/check_options.ts";
import { type CallerSession, currentCaller } from "../caller.ts";

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

/** A queue whose items are reported done. What a caller has taken and not reported done is lost when it is gone. */
export class ManagedJoinableQueue<T = unknown> extends ManagedQueue<T> {
  readonly #takers = new Map<CallerSession, { count: number; forget(): void }>();
  readonly #joins = new Set<AbortController>();
  #lost = 0;
  /** Items that others have reported done than had taken them. */
  #swapped = 0;

  override async get(options?: BlockingOptions): Promise<T> {
    const { session } = currentCaller();
    const item = await super.get(options);
    this.#taken(session);
    return item;
  }

  override getNowait(): T {
    const { session } = currentCaller();
    const item = super.getNowait();
    this.#taken(session);
    return item;
  }

  taskDone(): void {
    const { session } = currentCaller();
    this.#joinable.taskDone();
    const taker = this.#takers.get(session);
    if (taker !== undefined) {
      if (--taker.count > 0) return;
      taker.forget();
      this.#takers.delete(session);
    } else if (this.#lost > 0) this.#lost--;
    else this.#swapped++;
  }

  /** Waits until no item is unfinished. Rejects with an `ItemsLostError` if callers are gone that had taken some. */
  async join(options?: BlockingOptions): Promise<void> {
    const { signal } = currentCaller();
    if (this.#lost > 0) throw lostItems(this.#lost);
    const end = new AbortController();
    this.#joins.add(end);
    try {
      await this.#joinable.join({ ...options, signal: AbortSignal.any([signal, end.signal]) });
    } finally {
      this.#joins.delete(end);
    }
  }

  #taken(session: CallerSession): void {
    let taker = this.#takers.get(session);
    if (taker === undefined) {
      taker = { count: 0, forget: session.onGone(() => this.#lose(session)) };
      this.#takers.set(session, taker);
    }
    taker.count++;
    // It went while the item was on its way.
    if (session.isGone) this.#lose(session);
  }

  #lose(session: CallerSession): void {
    const { count } = this.#takers.get(session)!;
    this.#takers.delete(session);
    const settled = Math.min(count, this.#swapped);
    this.#swapped -= settled;
    this.#lost += count - settled;
    if (this.#lost === 0) return;
    for (const join of this.#joins) join.abort(lostItems(this.#lost));
  }

  protected override _create(maxSize: number): Queue<T> {
    return new JoinableQueue<T>(maxSize);
  }

  get #joinable(): JoinableQueue<T> {
    return this._queue as JoinableQueue<T>;
  }
}
