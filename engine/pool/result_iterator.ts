import { TaskKind } from "../worker/run_task.ts";
import type { Definition, Submission } from "../backend/backend.ts";
import { sharedState } from "../codec/shared_object.ts";
import { notTransferable } from "../codec/refusal.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { checkTimeout } from "../options/check_options.ts";
import type { ImapOptions } from "./pool_options.ts";
import type { InputSource, PoolWorkers } from "./pool_workers.ts";
import { isDivisible, nameItems } from "./refused_items.ts";

/** What became of an item, or that nothing has yet. */
type Slot = { readonly value: unknown } | { readonly error: unknown } | undefined;

/** What kind of lazy map it is. */
export interface ResultIteratorMode {
  readonly kind?: TaskKind;
  /** Whether results are given out in the order of their items; so by default. */
  readonly isOrdered?: boolean;
  /** Whether input is read, and its tasks run, although nobody takes the results. */
  readonly isDraining?: boolean;
}

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
export class ResultIterator<R> implements AsyncIterableIterator<R> {
  readonly #workers: PoolWorkers;
  readonly #kind: TaskKind;
  readonly #definition: Definition;
  readonly #input: Iterator<unknown> | AsyncIterator<unknown>;
  readonly #options: ImapOptions;
  readonly #chunkSize: number;
  readonly #bufferSize: number;
  readonly #isOrdered: boolean;
  readonly #source: InputSource;
  /** Results that were not given out: by position if ordered, else as they came. */
  readonly #results = new Map<number, Slot>();
  readonly #consumers: Consumer[] = [];
  readonly #sent = new Set<Submission>();
  #taken = 0; // items read from the input and sent
  #given = 0; // results given out
  #done = 0; // items that are done
  #arrived = 0; // position of the next unordered result
  #isReading = false;
  #isDraining: boolean; // reads on although nobody takes the results
  #hasEnded = false; // of the input
  #isCut = false; // the input is not read to its end
  #isOver = false; // nobody wants the results any more
  #inputError: { error: unknown } | undefined;
  /** How many items there are in all, where the input tells. */
  readonly #length: number | undefined;

  /** Used by pools. */
  constructor(
    workers: PoolWorkers,
    definition: Definition,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    { kind = TaskKind.mapSettled, isOrdered = true, isDraining = false }: ResultIteratorMode,
    options: ImapOptions,
  ) {
    this.#workers = workers;
    this.#kind = kind;
    this.#isDraining = isDraining;
    this.#definition = definition;
    this.#input = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    this.#length = lengthOf(items);
    this.#isOrdered = isOrdered;
    this.#options = options;
    this.#chunkSize = options.chunkSize ?? 1;
    this.#bufferSize = options.bufferSize ?? 2 * workers.backend.processes * this.#chunkSize;
    this.#source = {
      drain: () => {
        this.#isDraining = true;
        this.#read();
      },
      stop: (reason) => {
        if (this.#hasEnded) return;
        this.#cut(reason);
        this.#dropAll(reason);
        this.#serve();
      },
    };
    workers.addSource(this.#source);
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
    this.#isOver = this.#isCut = true;
    this.#end();
    this.#given = this.#taken;
    this.#inputError = undefined;
    this.#results.clear();
    this.#dropAll(new Error("Dropped a task as its iteration has ended"));
    for (const consumer of this.#consumers.splice(0)) consumer.resolve(DONE);
    if (!hadEnded) await this.#endInput();
    return DONE;
  }

  /** It cannot be sent. */
  [sharedState](): never {
    return notTransferable(this, "an iteration over results");
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
    const given = this.#isDraining ? this.#done : this.#given;
    return this.#taken - given + this.#chunkSize <= Math.max(this.#bufferSize, this.#chunkSize);
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
          if (done) this.#end();
          if (this.#hasEnded) break;
          chunk.push(value);
        }
        if (chunk.length > 0 && !this.#isCut) this.#send(chunk);
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
    this.#end();
    this.#isCut = true;
    this.#inputError ??= { error };
  }

  /** {@linkcode ResultIterator.#fail} for the sake of something else than the input, which is told. */
  #cut(error: unknown): void {
    const hadEnded = this.#hasEnded;
    this.#fail(error);
    if (!hadEnded) this.#endInput().catch(() => {});
  }

  async #endInput(): Promise<void> {
    const ended = Promise.resolve(this.#input.return?.());
    // An input that is being waited for may never give anything, and would end only after that.
    if (this.#isReading) ended.catch(() => {});
    else await ended;
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    // The last chunk has still to be sent.
    queueMicrotask(() => this.#workers.removeSource(this.#source));
  }

  #dropAll(reason: unknown): void {
    for (const task of this.#sent) this.#workers.backend.drop(task, reason);
  }

  #send(chunk: unknown[]): void {
    const from = this.#taken;
    this.#taken += chunk.length;
    this.#submit(chunk, from);
  }

  #submit(chunk: unknown[], from: number): void {
    let task: Submission | undefined;
    const arrive = (slots: Slot[]) => {
      if (task !== undefined) this.#sent.delete(task);
      if (this.#isOver) return;
      slots.forEach((slot, index) =>
        this.#results.set(this.#isOrdered ? from + index : this.#arrived++, slot)
      );
      this.#done += slots.length;
      const total = this.#hasEnded ? this.#taken : this.#length;
      try {
        this.#options.onProgress?.({ done: this.#done, total });
      } catch (error) {
        this.#cut(error);
      }
      this.#serve();
    };
    try {
      task = this.#workers.backend.submit({
        kind: this.#kind,
        definition: this.#definition,
        values: chunk,
        nameOf: nameItems(from),
        timeout: this.#options.timeout,
        signal: this.#options.signal,
        succeed: ([values, errors]) => {
          const slots: Slot[] = (values as unknown[]).map((value) => ({ value }));
          for (const [index, error] of errors as [number, unknown][]) slots[index] = { error };
          arrive(slots);
        },
        fail: (error) => arrive(chunk.map(() => ({ error }))),
      });
      if (!task.settled) this.#sent.add(task);
    } catch (error) {
      if (isDivisible(chunk.length, error)) {
        const half = chunk.length >> 1;
        this.#submit(chunk.slice(0, half), from);
        return this.#submit(chunk.slice(half), from + half);
      }
      arrive(chunk.map(() => ({ error })));
      // Otherwise it is the workers that take nothing more.
      if (!(error instanceof TransferError)) this.#cut(error);
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
      if (!this.#hasEnded || (this.#isReading && !this.#isCut) || this.#given < this.#taken) break;
      const consumer = this.#consumers.shift()!;
      const failure = this.#inputError;
      this.#inputError = undefined;
      if (failure !== undefined) consumer.reject(failure.error);
      else consumer.resolve(DONE);
    }
    if (!this.#hasEnded && !this.#isReading && this.#hasRoom()) this.#read();
  }
}

/** How many items there are, if that is known without reading them. */
function lengthOf(items: object): number | undefined {
  if (Array.isArray(items)) return items.length;
  if (items instanceof Set || items instanceof Map) return items.size;
  return ArrayBuffer.isView(items) && "length" in items ? items.length as number : undefined;
}
