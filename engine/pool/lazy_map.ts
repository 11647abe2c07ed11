import { type Backend, TaskKind } from "../backend/backend.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { checkTimeout } from "../options/check_timeout.ts";
import type { Definition } from "../task/definition.ts";
import type { LazyMapOptions } from "./pool_options.ts";

/** What became of an item, or that nothing has yet. */
type Slot = { readonly value: unknown } | { readonly error: unknown } | undefined;

interface Consumer {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

const DONE: IteratorResult<never> = Object.freeze({ done: true, value: undefined });

/**
 * The results of `imap` and `imapUnordered`. Takes `bufferSize` items ahead of what was given out, no more. An item's error is
 * thrown in its place, and the iteration can go on. Python's `IMapIterator`.
 *
 * @example
 * ```ts
 * import { Pool } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * function* numbers() {
 *   for (let n = 1;; n++) yield n;
 * }
 *
 * await using pool = new Pool(2);
 * const squares: number[] = [];
 * for await (const square of pool.imap((n: number) => n * n, numbers())) {
 *   if (square > 20) break;
 *   squares.push(square);
 * }
 * assertEquals(squares, [1, 4, 9, 16]);
 * ```
 */
export class LazyMap<R> implements AsyncIterableIterator<R> {
  readonly #backend: Backend;
  readonly #definition: Definition;
  readonly #input: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #options: LazyMapOptions;
  readonly #chunkSize: number;
  readonly #bufferSize: number;
  readonly #isOrdered: boolean;
  /** Results that were not given out: by position if ordered, else as they came. */
  readonly #results = new Map<number, Slot>();
  readonly #consumers: Consumer[] = [];
  readonly #drops = new Set<(reason: unknown) => void>();
  #taken = 0; // items read from the input and sent
  #given = 0; // results given out
  #done = 0; // items that are done
  #arrived = 0; // position of the next unordered result
  #isReading = false;
  #hasEnded = false; // of the input
  #isOver = false; // nobody wants the results any more
  #inputError: { error: unknown } | undefined;

  /** Used by pools. */
  constructor(
    backend: Backend,
    definition: Definition,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    isOrdered: boolean,
    options: LazyMapOptions,
  ) {
    this.#backend = backend;
    this.#definition = definition;
    this.#input = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    this.#isOrdered = isOrdered;
    this.#options = options;
    this.#chunkSize = options.chunkSize ?? 1;
    this.#bufferSize = options.bufferSize ?? 2 * backend.processes * this.#chunkSize;
    this.#read();
  }

  /**
   * The next result. Rejects with the item's error, or with a `TimeoutError` if there is none within `timeout` ms, after
   * which the same result can be asked for again.
   */
  next(timeout?: number): Promise<IteratorResult<R>> {
    return new Promise<IteratorResult<unknown>>((resolve, reject) => {
      const limit = checkTimeout(timeout, "get the next result");
      const consumer: Consumer = { resolve, reject };
      this.#consumers.push(consumer);
      this.#serve();
      if (limit === Infinity || !this.#consumers.includes(consumer)) return;
      const timer = setTimeout(() => {
        const index = this.#consumers.indexOf(consumer);
        if (index < 0) return;
        this.#consumers.splice(index, 1);
        reject(
          new TimeoutError(`Cannot get the next result as it is not ready in time: waited ${timeout} ms`),
        );
      }, limit);
      consumer.resolve = (result) => (clearTimeout(timer), resolve(result));
      consumer.reject = (error) => (clearTimeout(timer), reject(error));
    }) as Promise<IteratorResult<R>>;
  }

  /** Ends the iteration: no more input is read, and what does not run yet is dropped. */
  async return(): Promise<IteratorResult<R>> {
    const hadEnded = this.#hasEnded;
    this.#isOver = this.#hasEnded = true;
    this.#given = this.#taken;
    this.#inputError = undefined;
    this.#results.clear();
    for (const drop of this.#drops) drop(new Error("Dropped a task as its iteration has ended"));
    for (const consumer of this.#consumers.splice(0)) consumer.resolve(DONE);
    if (!hadEnded) {
      const ended = Promise.resolve(this.#input.return?.());
      // An input that is being waited for may never give anything, and would end only after that.
      if (this.#isReading) ended.catch(() => {});
      else await ended;
    }
    return DONE;
  }

  /** Itself: it can be iterated once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the iteration, as a loop that is left does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #hasRoom(): boolean {
    return this.#taken - this.#given + this.#chunkSize <= Math.max(this.#bufferSize, this.#chunkSize);
  }

  /** Reads and sends as many chunks as there is room for. */
  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.#hasEnded && this.#hasRoom()) {
        const chunk: unknown[] = [];
        while (chunk.length < this.#chunkSize) {
          const step = this.#input.next();
          const { done, value } = "then" in step ? await step : step;
          if (done) this.#hasEnded = true;
          if (this.#hasEnded) break;
          chunk.push(value);
        }
        if (chunk.length > 0 && !this.#isOver) this.#send(chunk);
      }
    } catch (error) {
      // As in Python, the items of a chunk that is not complete are lost.
      this.#fail(error);
    } finally {
      this.#isReading = false;
      this.#serve();
    }
  }

  /** No more input is read; the error is thrown after the results of what was. */
  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#hasEnded = true;
    this.#inputError ??= { error };
  }

  #send(chunk: unknown[]): void {
    const from = this.#taken;
    this.#taken += chunk.length;
    let drop: ((reason: unknown) => void) | undefined;
    const arrive = (slots: Slot[]) => {
      if (drop !== undefined) this.#drops.delete(drop);
      if (this.#isOver) return;
      slots.forEach((slot, index) =>
        this.#results.set(this.#isOrdered ? from + index : this.#arrived++, slot)
      );
      this.#done += slots.length;
      const total = this.#hasEnded ? this.#taken : undefined;
      try {
        this.#options.onProgress?.({ done: this.#done, total });
      } catch (error) {
        this.#fail(error);
      }
      this.#serve();
    };
    try {
      drop = this.#backend.submit({
        kind: TaskKind.mapSettled,
        definition: this.#definition,
        values: chunk,
        timeout: this.#options.timeout,
        signal: this.#options.signal,
        succeed: ([values, errors]) => {
          const slots: Slot[] = (values as unknown[]).map((value) => ({ value }));
          for (const [index, error] of errors as [number, unknown][]) slots[index] = { error };
          arrive(slots);
        },
        fail: (error) => arrive(chunk.map(() => ({ error }))),
      });
      this.#drops.add(drop);
    } catch (error) {
      arrive(chunk.map(() => ({ error })));
    }
  }

  /** Gives out what is there to whoever asked, in order. */
  #serve(): void {
    while (this.#consumers.length > 0) {
      const slot = this.#results.get(this.#given);
      if (slot !== undefined) {
        this.#results.delete(this.#given++);
        const consumer = this.#consumers.shift()!;
        if ("error" in slot) consumer.reject(slot.error);
        else consumer.resolve({ done: false, value: slot.value });
        continue;
      }
      if (!this.#hasEnded || this.#isReading || this.#given < this.#taken) break;
      const consumer = this.#consumers.shift()!;
      const failure = this.#inputError;
      this.#inputError = undefined;
      if (failure !== undefined) consumer.reject(failure.error);
      else consumer.resolve(DONE);
    }
    if (!this.#hasEnded && !this.#isReading && this.#hasRoom()) this.#read();
  }
}
