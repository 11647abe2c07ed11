import { TimeoutError } from "../errors/wait_errors.ts";

/** Limits of a wait, checked. */
export interface Limits {
  /** Milliseconds; `Infinity` is for ever. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

interface Waiter<T> {
  /** Whether it takes the item, or only wants to know that there is one. */
  readonly takes: boolean;
  settle(item: T | undefined): void;
  fail(reason: unknown): void;
}

/**
 * Items that are fetched from outside one at a time, and only while somebody waits. A wait that gives up loses none: what is
 * fetched for it is the next one's. When fetching fails, all waits do.
 */
export class Inbox<T> {
  readonly #fetch: () => Promise<T>;
  readonly #wanted: (on: boolean) => void;
  readonly #discard: (item: T) => void;
  readonly #items: T[] = [];
  readonly #waiters: Waiter<T>[] = [];
  #fetching = false;
  #isDropped = false;
  #end: { readonly reason: unknown } | undefined;

  /** `wanted` is told when somebody begins to wait and when nobody does any more, `discard` gets the items that nobody will. */
  constructor(
    fetch: () => Promise<T>,
    wanted: (on: boolean) => void,
    discard: (item: T) => void = () => {},
  ) {
    this.#fetch = fetch;
    this.#wanted = wanted;
    this.#discard = discard;
  }

  /** Takes the next item. Rejects with a `TimeoutError` that says what it could not do. */
  take(limits: Limits, doing: string): Promise<T> {
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift()!);
    return this.#wait(true, limits, ({ fail }) => {
      fail(new TimeoutError(`Cannot ${doing} as nothing came within ${limits.timeout} ms`));
    }) as Promise<T>;
  }

  /** Gives an item back that was taken: it is the next one's. */
  putBack(item: T): void {
    if (this.#isDropped) return this.#discard(item);
    this.#items.unshift(item);
    this.#handOut();
  }

  /** Whether a wait would end at once: an item is here, or none will come any more. */
  get isReady(): boolean {
    return this.#items.length > 0 || this.#end !== undefined;
  }

  /** Whether there is an item, or there will be none. */
  async poll(limits: Limits): Promise<boolean> {
    if (this.#items.length > 0) return true;
    let found = true;
    try {
      await this.#wait(false, limits, ({ settle }) => {
        found = false;
        settle(undefined);
      });
    } catch (error) {
      if (error !== this.#end?.reason) throw error;
    }
    return found;
  }

  /** Fails all waits, now and from now on. Items that are here are discarded if `drop` is set. */
  end(reason: unknown, drop: boolean): void {
    this.#isDropped ||= drop;
    if (drop) this.#items.splice(0).forEach(this.#discard);
    if (drop || this.#end === undefined) this.#end = { reason };
    for (const waiter of this.#waiters.splice(0)) waiter.fail(reason);
  }

  #wait(
    takes: boolean,
    { timeout, signal }: Limits,
    onLate: (waiter: Waiter<T>) => void,
  ): Promise<T | undefined> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#end !== undefined) return Promise.reject(this.#end.reason);
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const leave = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
        if (this.#waiters.length === 0) this.#wanted(false);
      };
      const waiter: Waiter<T> = {
        takes,
        settle: (item) => (leave(), resolve(item)),
        fail: (reason) => (leave(), reject(reason)),
      };
      const abort = () => waiter.fail(signal!.reason);
      signal?.addEventListener("abort", abort);
      if (this.#waiters.push(waiter) === 1) this.#wanted(true);
      if (timeout < 2 ** 31) timer = setTimeout(onLate, timeout, waiter);
      this.#fetchMore();
    });
  }

  async #fetchMore(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      while (this.#waiters.length > 0 && this.#end === undefined) {
        const item = await this.#fetch();
        if (this.#end !== undefined) return this.#discard(item);
        this.#items.push(item);
        this.#handOut();
      }
    } catch (error) {
      this.end(error, false);
    } finally {
      this.#fetching = false;
    }
  }

  #handOut(): void {
    while (this.#items.length > 0 && this.#waiters.length > 0) {
      const waiter = this.#waiters[0]!;
      waiter.settle(waiter.takes ? this.#items.shift() : undefined);
    }
  }
}
