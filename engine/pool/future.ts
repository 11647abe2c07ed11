import { sharedState } from "../codec/shared_object.ts";
import { notTransferable } from "../codec/refusal.ts";
import { CancelledError, InvalidStateError } from "../errors/pool_errors.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import { checkTimeout } from "../options/check_options.ts";
import { customInspect } from "../platform/runtime.ts";
import { withDeadline } from "../options/promises.ts";
import { shown } from "../options/shown.ts";

/** The task whose result a future is. */
export interface FutureTask {
  /** Drops it, unless a worker has started it: then the result is false. */
  drop(): boolean;
  /** Whether a worker has started it. */
  isRunning(): boolean;
}

interface Settle<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** A future's state, for those who wait for several. */
export let stateOf: (future: Future<unknown>) => FutureState<unknown>;

/**
 * A result that is on its way: Python's `concurrent.futures.Future`, and a promise, so it can be awaited and be passed wherever a
 * promise can. What its methods `then`, `catch` and `finally` return are plain promises.
 *
 * An error that nobody reads is written to the console, unless `configure({ unhandled: "throw" })` says that it is to end the
 * program. Reading it is to await the future, or to ask for
 * `result()` or `exception()`, in a callback too; `waitFutures` and `asCompleted` take the futures that they are given
 * into their care. A cancelled future is not reported.
 *
 * @example
 * ```ts
 * import { Executor, type Future } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new Executor({ maxWorkers: 1 });
 * const future: Future<number> = executor.submit((base: number, exponent: number) => base ** exponent, 2, 10);
 * assertEquals(await future, 1024);
 * assertEquals(future.done(), true);
 * assertEquals(await future.exception(), undefined);
 * ```
 */
export class Future<T> extends Promise<T> {
  readonly #state = new FutureState<T>();
  readonly #task: FutureTask | undefined;
  readonly #promise: Settle<T>;
  #callbacks: (() => unknown)[] | undefined;

  static {
    stateOf = (future) => future.#state;
  }

  /** Without a `task`, as an executor gives it, whoever made it settles it. */
  constructor(task?: FutureTask) {
    if (typeof task === "function") {
      throw new TypeError("Cannot create a future from a function: use Promise");
    }
    let promise: Settle<T>;
    super((resolve, reject) => promise = { resolve, reject });
    this.#task = task;
    this.#promise = promise!;
  }

  /** What `then` makes is no future. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The name of the class. */
  override get [Symbol.toStringTag](): string {
    return "Future";
  }

  /**
   * Sees to it that the task never begins; false if it has. The future then rejects with a `CancelledError`. To stop a
   * task that runs, start it with a `signal` or a `timeout`: see `Executor.apply`.
   */
  cancel(): boolean {
    const state = this.#state;
    if (state.isCancelled) return true;
    if (state.name !== "pending" || this.#task?.drop() === false) return false;
    state.name = this.#task === undefined ? "cancelled" : "cancelled and notified";
    this.#markRead();
    this.#promise.reject(cancelled());
    if (state.isNotified) state.notify();
    this.#callBack();
    return true;
  }

  /** Whether it was cancelled. */
  cancelled(): boolean {
    return this.#state.isCancelled;
  }

  /** Whether the task has begun, and has not ended. */
  running(): boolean {
    const { name } = this.#state;
    return name === "running" || (name === "pending" && this.#task?.isRunning() === true);
  }

  /** Whether it has a result or an error, or was cancelled. */
  done(): boolean {
    return this.#state.name === "finished" || this.#state.isCancelled;
  }

  /**
   * The result. Rejects with the task's error, with a `CancelledError` if it was cancelled, or with a `TimeoutError` if there is
   * neither within `timeout` ms; the task goes on, and its result can be got later.
   */
  async result(timeout?: number): Promise<T> {
    const limit = checkTimeout(timeout, "get the result of a future");
    return await withDeadline(this, this.done() ? Infinity : limit, () => {
      throw new TimeoutError(`Cannot get the result of a future in time: waited ${timeout} ms`);
    });
  }

  /** What the task threw, `undefined` if it has a result. Rejects as {@linkcode Future.result} does for other reasons. */
  async exception(timeout?: number): Promise<unknown> {
    const limit = checkTimeout(timeout, "get the exception of a future");
    const settled = this.then(() => {}, () => {});
    await withDeadline(settled, this.done() ? Infinity : limit, () => {
      throw new TimeoutError(`Cannot get the exception of a future in time: waited ${timeout} ms`);
    });
    const { outcome } = this.#state;
    if (outcome === undefined) throw cancelled();
    return "error" in outcome ? outcome.error : undefined;
  }

  /**
   * Calls `fn` with the future when it is done, before those who await it go on; at once if it is. Callbacks are called in
   * the order in which they were added. What one throws is written to the console.
   *
   * @throws {TypeError} If it is no function.
   */
  addDoneCallback(fn: (future: Future<T>) => unknown): void {
    if (typeof fn !== "function") {
      throw new TypeError(`Cannot add a callback as it must be a function: received ${shown(fn)}`);
    }
    (this.#callbacks ??= []).push(() => fn(this));
    if (this.done()) this.#callBack();
  }

  /**
   * For whoever runs the task: marks it as running, and returns true; if it was cancelled, tells those who wait for it with
   * others, and returns false.
   *
   * @throws {InvalidStateError} If it is running or done already.
   */
  setRunningOrNotifyCancel(): boolean {
    const state = this.#state;
    if (state.name === "pending") {
      state.name = "running";
      return true;
    }
    if (state.name !== "cancelled") throw this.#invalid("start a future");
    state.name = "cancelled and notified";
    state.notify();
    return false;
  }

  /**
   * For whoever runs the task: it has this result.
   *
   * @throws {InvalidStateError} If it is done.
   */
  setResult(value: T): void {
    this.#finish({ value }, "set the result of a future");
    this.#promise.resolve(value);
    this.#told();
  }

  /**
   * For whoever runs the task: it has failed with this error.
   *
   * @throws {InvalidStateError} If it is done.
   */
  setException(error: unknown): void {
    this.#finish({ error }, "set the exception of a future");
    this.#promise.reject(error);
    this.#told();
  }

  /** As Python's `repr()`. */
  override toString(): string {
    const { name, outcome, isCancelled } = this.#state;
    if (outcome === undefined) {
      return `<Future state=${isCancelled ? "cancelled" : this.running() ? "running" : name}>`;
    }
    const [verb, it] = "error" in outcome ? ["raised", outcome.error] : ["returned", outcome.value];
    const type = typeof it === "object" ? it?.constructor?.name ?? String(it && "object") : typeof it;
    return `<Future state=finished ${verb} ${type}>`;
  }

  /** A future cannot be sent. */
  [sharedState](): never {
    return notTransferable(this, "a future");
  }

  /** What the console shows. */
  [customInspect](): string {
    return this.toString();
  }

  #finish(outcome: FutureOutcome<T>, doing: string): void {
    if (this.done()) throw this.#invalid(doing);
    this.#state.name = "finished";
    this.#state.outcome = outcome;
  }

  #told(): void {
    this.#state.notify();
    this.#callBack();
  }

  #callBack(): void {
    const callbacks = this.#callbacks;
    this.#callbacks = undefined;
    for (const fn of callbacks ?? []) {
      try {
        fn();
      } catch (error) {
        console.error("Error in a callback of a future:", error);
      }
    }
  }

  #markRead(): void {
    this.then(undefined, () => {});
  }

  #invalid(doing: string): InvalidStateError {
    return new InvalidStateError(`Cannot ${doing} as it is ${this.#state.name}: received ${this}`);
  }
}

function cancelled(): CancelledError {
  return new CancelledError("Cannot get the result of a future that was cancelled");
}

/** How a future ended. */
export type FutureOutcome<T> = { readonly value: T } | { readonly error: unknown };

/** Where a future has got to, and who must be told (Python's `Future._state` and `_waiters`). */
export class FutureState<T> {
  name: "pending" | "running" | "cancelled" | "cancelled and notified" | "finished" = "pending";
  /** There is one once it is finished. */
  outcome: FutureOutcome<T> | undefined;
  #observers: Set<() => void> | undefined;

  get isCancelled(): boolean {
    return this.name === "cancelled" || this.name === "cancelled and notified";
  }

  /** Whether those who wait for several futures count it as done. */
  get isNotified(): boolean {
    return this.name === "finished" || this.name === "cancelled and notified";
  }

  /** Whether it finished with an error. */
  get hasFailed(): boolean {
    return this.outcome !== undefined && "error" in this.outcome;
  }

  /** Calls back once, as soon as it {@linkcode isNotified}; returns what calls that off. */
  observe(observer: () => void): () => void {
    const observers = this.#observers ??= new Set();
    observers.add(observer);
    return () => void observers.delete(observer);
  }

  /** It is notified now. */
  notify(): void {
    const observers = this.#observers;
    this.#observers = undefined;
    for (const observer of observers ?? []) observer();
  }
}
