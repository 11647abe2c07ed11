import type { ParameterType } from "../wasm/kernel_sections.ts";
import { TaskKind } from "../worker/run_task.ts";
import type { Backend } from "../backend/backend.ts";
import type { Kernel, KernelArguments, NotKernel, RangeKernel, ReducerKernel } from "../kernel/kernel.ts";
import { PoolClosedError } from "../errors/pool_errors.ts";
import { expectedError } from "../exit/unread_errors.ts";
import { sharedState } from "../codec/shared_object.ts";
import { notTransferable } from "../codec/refusal.ts";
import { customInspect } from "../platform/runtime.ts";
import type { AsyncCallbacks, AsyncResult } from "./async_result.ts";
import {
  type Arguments,
  type CallOptions,
  checkCallOptions,
  checkPoolOptions,
  type ImapOptions,
  type MapItems,
  type MapOptions,
  type PoolOptions,
} from "./pool_options.ts";
import { asAsyncResult, asPromise, asValue, callSite, type Completion, type Start } from "./outcome.ts";
import type { NumberOf, NumericType } from "../elements/element_types.ts";
import {
  type Combiner,
  type KernelLoop,
  type LoopOptions,
  startLoop,
  startReduction,
} from "./kernel_loop.ts";
import type { KernelItems, KernelMapOptions, KernelResults } from "./kernel_map.ts";
import { ResultIterator } from "./result_iterator.ts";
import { PoolWorkers } from "./pool_workers.ts";
import { startCall, startMap } from "./start_call.ts";
import { shown } from "../options/shown.ts";

/**
 * Workers that run functions on all cores. Python's `multiprocessing.Pool`, with promises where that blocks, and with a
 * `Sync` form that blocks as well.
 *
 * Workers start when there is work for them. Leaving `await using` terminates, as Python's `with` does; `close()` and then
 * `join()` lets what was submitted finish. A pool that is forgotten does not keep the program from ending, and its workers end
 * once the garbage collector has found that nobody refers to it.
 *
 * @example
 * ```ts
 * import { Pool } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(2);
 * assertEquals(await pool.map((n: number) => n * n, [1, 2, 3]), [1, 4, 9]);
 * ```
 */
export class Pool implements AsyncDisposable {
  readonly #workers: PoolWorkers;

  /**
   * A pool of that many workers, by default one a core.
   *
   * @throws {RangeError} If `processes` or `maxTasksPerChild` is below 1, or `maxHeap` below 8.
   * @throws {TypeError} If an option is unknown or of a wrong type.
   * @throws {TransferError} If the initializer or its arguments cannot be sent.
   * @throws {BootstrapError} If a worker does so while it imports the main module, which lacks `if (import.meta.main)`.
   */
  constructor(options?: number | PoolOptions) {
    this.#workers = new PoolWorkers("pool", this, checkPoolOptions(options));
  }

  /** The number of workers. */
  get processes(): number {
    return this.#backend.processes;
  }

  /**
   * Calls a function in a worker: the form without options of {@linkcode Pool.apply}.
   *
   * @throws {TransferError} If the function or an argument cannot be sent.
   */
  run<A extends Arguments, R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.#promise(this.run, this.#call(fn, args, undefined));
  }

  /** Calls a function in a worker with a list of arguments. Rejects with what it throws. */
  apply<A extends Arguments, R>(fn: (...args: A) => R, args?: A, options?: CallOptions): Promise<Awaited<R>> {
    return this.#promise(this.apply, this.#call(fn, args, options));
  }

  /** Calls a function in a worker, and gives its result later. */
  applyAsync<A extends Arguments, R>(
    fn: (...args: A) => R,
    args?: A,
    options: CallOptions & AsyncCallbacks<Awaited<R>> = {},
  ): AsyncResult<Awaited<R>> {
    const { callback, errorCallback, ...rest } = options;
    return this.#result(this.applyAsync, this.#call(fn, args, rest), { callback, errorCallback });
  }

  /** Calls a function in a worker and blocks this thread until it is done. */
  applySync<A extends Arguments, R>(
    fn: (...args: A) => R,
    args?: A,
    options?: Pick<CallOptions, "timeout">,
  ): Awaited<R> {
    return this.#value(this.applySync, this.#call(fn, args, options));
  }

  /**
   * Applies a kernel to every element of an array, all workers taking parts of it. The results come in a container of the
   * caller's kind; a `SharedArray` is neither copied in nor out.
   *
   * @throws {TypeError} If the elements are not of the kernel's type.
   */
  map<First extends NumericType, Result extends NumericType, Items extends KernelItems<First>>(
    kernel: Kernel<"scalar", readonly [First, ...NumericType[]], Result>,
    items: Items,
    options?: KernelMapOptions<Result>,
  ): Promise<KernelResults<Items, Result>>;
  /**
   * Calls a function with every item. Resolves to the results in order. All items are tried even if some fail; the error is
   * that of the first item in order that failed.
   */
  map<T, R>(
    fn: ((item: T) => R) & NotKernel,
    items: MapItems<T>,
    options?: MapOptions,
  ): Promise<Awaited<R>[]>;
  map(fn: Task | Kernel, items: unknown, options?: MapOptions & KernelMapOptions): Promise<unknown> {
    return this.#promise(this.map, this.#map(TaskKind.map, fn, items, options));
  }

  /** {@linkcode Pool.map} of a kernel, its results given later. */
  mapAsync<First extends NumericType, Result extends NumericType, Items extends KernelItems<First>>(
    kernel: Kernel<"scalar", readonly [First, ...NumericType[]], Result>,
    items: Items,
    options?: KernelMapOptions<Result> & AsyncCallbacks<KernelResults<Items, Result>>,
  ): AsyncResult<KernelResults<Items, Result>>;
  /** {@linkcode Pool.map}, its results given later. What reading the items throws is thrown here. */
  mapAsync<T, R>(
    fn: ((item: T) => R) & NotKernel,
    items: MapItems<T>,
    options?: MapOptions & AsyncCallbacks<Awaited<R>[]>,
  ): AsyncResult<Awaited<R>[]>;
  mapAsync(
    fn: Task | Kernel,
    items: unknown,
    options: MapOptions & KernelMapOptions & AsyncCallbacks<unknown> = {},
  ): AsyncResult<unknown> {
    const { callback, errorCallback, ...rest } = options;
    const start = this.#map(TaskKind.map, fn, items, rest);
    return this.#result(this.mapAsync, start, { callback, errorCallback });
  }

  /** {@linkcode Pool.map} of a kernel, blocking this thread. */
  mapSync<First extends NumericType, Result extends NumericType, Items extends KernelItems<First>>(
    kernel: Kernel<"scalar", readonly [First, ...NumericType[]], Result>,
    items: Items,
    options?: Omit<KernelMapOptions<Result>, "signal">,
  ): KernelResults<Items, Result>;
  /** {@linkcode Pool.map} of a function, blocking this thread. The items must not have to be waited for. */
  mapSync<T, R>(
    fn: ((item: T) => R) & NotKernel,
    items: Iterable<T>,
    options?: Omit<MapOptions, "signal">,
  ): Awaited<R>[];
  mapSync(fn: Task | Kernel, items: unknown, options?: MapOptions & KernelMapOptions): unknown {
    if (
      typeof items === "object" && items !== null && Symbol.asyncIterator in items &&
      !(Symbol.iterator in items)
    ) {
      throw new TypeError("Cannot map over an asynchronous iterable while blocking: use map()");
    }
    return this.#value(this.mapSync, this.#map(TaskKind.map, fn, items, options));
  }

  /** {@linkcode Pool.map} with each item spread into arguments. */
  starmap<A extends Arguments, R>(
    fn: ((...args: A) => R) & NotKernel,
    items: MapItems<Readonly<A>>,
    options?: MapOptions,
  ): Promise<Awaited<R>[]>;
  /** {@linkcode Pool.map} of a kernel of several parameters: takes one array for each of them. */
  starmap<First extends NumericType, Result extends NumericType, Items extends KernelItems<First>>(
    kernel: Kernel<"scalar", readonly [First, ...NumericType[]], Result>,
    items: readonly [Items, ...KernelItems[]],
    options?: KernelMapOptions<Result>,
  ): Promise<KernelResults<Items, Result>>;
  starmap(fn: Task | Kernel, items: unknown, options?: MapOptions & KernelMapOptions): Promise<unknown> {
    return this.#promise(this.starmap, this.#map(TaskKind.starmap, fn, items, options));
  }

  /** {@linkcode Pool.starmap}, its results given later. */
  starmapAsync<A extends Arguments, R>(
    fn: (...args: A) => R,
    items: MapItems<Readonly<A>>,
    options: MapOptions & AsyncCallbacks<Awaited<R>[]> = {},
  ): AsyncResult<Awaited<R>[]> {
    const { callback, errorCallback, ...rest } = options;
    const start = this.#map(TaskKind.starmap, fn, items, rest) as Start<Awaited<R>[]>;
    return this.#result(this.starmapAsync, start, { callback, errorCallback });
  }

  /**
   * Calls a function with every item, and gives the results in order, each as soon as it is there. Items are taken from the
   * input as they are needed, `bufferSize` ahead at most.
   */
  imap<T, R>(fn: (item: T) => R, items: MapItems<T>, options?: ImapOptions): ResultIterator<Awaited<R>> {
    return this.#imap(fn, items, true, options);
  }

  /** {@linkcode Pool.imap}, the results in the order in which they are ready. */
  imapUnordered<T, R>(
    fn: (item: T) => R,
    items: MapItems<T>,
    options?: ImapOptions,
  ): ResultIterator<Awaited<R>> {
    return this.#imap(fn, items, false, options);
  }

  /** Runs a range kernel over [0, length): the workers claim parts of it until none is left. */
  parallelFor<P extends readonly ParameterType[]>(
    length: number,
    kernel: RangeKernel<P>,
    args: KernelArguments<P>,
    options?: LoopOptions,
  ): Promise<void> {
    return this.#promise(this.parallelFor, this.#iteration(length, kernel, args, options));
  }

  /** {@linkcode Pool.parallelFor}, blocking this thread. */
  parallelForSync<P extends readonly ParameterType[]>(
    length: number,
    kernel: RangeKernel<P>,
    args: KernelArguments<P>,
    options?: Omit<LoopOptions, "signal">,
  ): void {
    this.#value(this.parallelForSync, this.#iteration(length, kernel, args, options));
  }

  /**
   * Runs a reducer kernel over the parts of [0, length), and makes one result of theirs with `combine`. The parts depend on
   * `length` and `chunkSize` alone, so the result does not depend on the number of workers. Sums of parts are not wrapped.
   */
  reduce<P extends readonly ParameterType[], R extends NumericType>(
    length: number,
    kernel: ReducerKernel<P, R>,
    args: KernelArguments<P>,
    combine: Combiner,
    options?: LoopOptions,
  ): Promise<NumberOf<R>> {
    return this.#promise(this.reduce, this.#reduction(length, kernel, args, combine, options));
  }

  /** {@linkcode Pool.reduce}, blocking this thread. */
  reduceSync<P extends readonly ParameterType[], R extends NumericType>(
    length: number,
    kernel: ReducerKernel<P, R>,
    args: KernelArguments<P>,
    combine: Combiner,
    options?: Omit<LoopOptions, "signal">,
  ): NumberOf<R> {
    return this.#value(this.reduceSync, this.#reduction(length, kernel, args, combine, options));
  }

  /** Takes no more tasks. What was submitted still runs. Idempotent. */
  close(): void {
    this.#workers.close();
  }

  /**
   * Stops the workers, wherever they are; what is pending rejects with a `PoolClosedError`, which nobody has to read. Resolves
   * when they are gone.
   *
   * @throws {ProcessError} If the finalizer threw in a worker that ended in order.
   */
  terminate(): Promise<void> {
    const reason = new PoolClosedError("Cannot finish the task as its pool was terminated");
    return this.#workers.terminate(expectedError(reason));
  }

  /**
   * Resolves when the workers of a closed pool are gone. Rejects with a `TimeoutError` after `timeout` ms, with an `Error` if
   * the pool was not closed, with a `ProcessError` if its finalizer threw.
   *
   * Lazy maps go on: from now on their input is read whether or not their results are taken.
   */
  async join(timeout?: number): Promise<void> {
    await this.#workers.join(timeout);
  }

  /** What the finalizers of workers that have ended returned, in the order of their ends: all of it after {@linkcode Pool.join}. */
  exitResults<T = unknown>(): T[] {
    return this.#workers.exitResults as T[];
  }

  /** As Python's `repr()`. */
  toString(): string {
    const state = { running: "RUN", closed: "CLOSE", terminated: "TERMINATE" }[this.#workers.state];
    return `<Pool state=${state} pool_size=${this.processes}>`;
  }

  /** A pool cannot be sent: Python's `NotImplementedError`. */
  [sharedState](): never {
    return notTransferable(this, "a pool");
  }

  /** What the console shows. */
  [customInspect](): string {
    return this.toString();
  }

  /** {@linkcode Pool.terminate}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  get #backend(): Backend {
    return this.#workers.backend;
  }

  /** Begins a call that was made of `method`. */
  #promise<R>(method: Task, start: Start<R>): Promise<R> {
    return asPromise(start, callSite(method, this.#backend.pending));
  }

  #result<R>(method: Task, start: Start<R>, callbacks: AsyncCallbacks<R>): AsyncResult<R> {
    return asAsyncResult(start, callSite(method, this.#backend.pending), callbacks);
  }

  #value<R>(method: Task, start: Start<R>): R {
    return asValue(start, callSite(method, this.#backend.pending), this.#backend);
  }

  #call<A extends Arguments, R>(
    fn: (...args: A) => R,
    args: A | undefined,
    options: CallOptions | undefined,
  ): Start<Awaited<R>> {
    return (end) => {
      this.#workers.assertRunning();
      startCall(this.#backend, fn, this.#backend.define(fn), args ?? [], options, end as Completion<unknown>);
    };
  }

  #map(
    kind: TaskKind,
    fn: Task | Kernel,
    items: unknown,
    options?: MapOptions & KernelMapOptions,
  ): Start<unknown> {
    return (end) => {
      this.#workers.assertRunning();
      startMap(this.#workers, kind, fn, this.#backend.define(fn as Task), items, options ?? {}, end);
    };
  }

  #iteration(length: number, kernel: Kernel, args: readonly unknown[], options?: LoopOptions): Start<void> {
    return (end) => startLoop(this.#backend, this.#loop(length, kernel, args, options), end);
  }

  #reduction<P extends readonly ParameterType[], R extends NumericType>(
    length: number,
    kernel: ReducerKernel<P, R>,
    args: KernelArguments<P>,
    combine: Combiner,
    options?: LoopOptions,
  ): Start<NumberOf<R>> {
    return (end) => {
      const loop = this.#loop(length, kernel, args, options);
      startReduction(this.#backend, loop, combine, end as Completion<number | bigint>);
    };
  }

  #loop(length: number, fn: Kernel, args: readonly unknown[], options: LoopOptions = {}): KernelLoop {
    this.#workers.assertRunning();
    return { fn, definition: this.#backend.define(fn as unknown as Task), length, args, options };
  }

  #imap<T, R>(fn: (item: T) => R, items: MapItems<T>, isOrdered: boolean, options?: ImapOptions) {
    this.#workers.assertRunning();
    checkCallOptions(options, ["chunkSize", "bufferSize", "onProgress"], "map lazily");
    if (
      typeof items !== "object" || items === null ||
      !(Symbol.iterator in items || Symbol.asyncIterator in items)
    ) {
      throw new TypeError(`Cannot map lazily as the items must be iterable: received ${shown(items)}`);
    }
    const definition = this.#backend.define(fn);
    return new ResultIterator<Awaited<R>>(this.#workers, definition, items, { isOrdered }, options ?? {});
  }
}

type Task = (...args: Arguments) => unknown;
