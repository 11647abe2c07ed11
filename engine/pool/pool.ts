import "../kernel/engine_host.ts";
import { type Backend, TaskKind } from "../backend/backend.ts";
import { ThreadBackend } from "../backend/thread/thread_backend.ts";
import { PoolClosedError } from "../errors/pool_closed_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import type { RangeKernel, ScalarKernel } from "../kernel/kernel.ts";
import { kernelRegistry } from "../kernel/kernel_registry.ts";
import { checkTimeout } from "../options/check_timeout.ts";
import { type Definition, definitionOf } from "../task/definition.ts";
import { assertNotBootstrapping } from "../worker/assert_not_bootstrapping.ts";
import type { AsyncCallbacks, AsyncResult } from "./async_result.ts";
import { checkCallOptions } from "./call_options.ts";
import { callSite } from "./call_site.ts";
import type { KernelItems, KernelMapOptions } from "./kernel_map.ts";
import { LazyMap } from "./lazy_map.ts";
import { asAsyncResult, asPromise, asValue, type Start } from "./outcome.ts";
import {
  type CallOptions,
  checkPoolOptions,
  type LazyMapOptions,
  type MapOptions,
  type PoolOptions,
} from "./pool_options.ts";
import { startLoop, startMap } from "./start_map.ts";

/** The parameters of any function. `any`, because what a caller passes is checked against them by inference. */
// deno-lint-ignore no-explicit-any
export type Arguments = any[];

/** Items of a map: any iterable, also one whose items must be waited for. */
export type MapItems<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Workers that run functions on all cores. Python's `multiprocessing.Pool`, with promises where that blocks, and with a
 * `Sync` form that blocks as well.
 *
 * Workers start when there is work for them. Leaving `await using` terminates, as Python's `with` does; `close()` and then
 * `join()` lets what was submitted finish. A pool that is forgotten does not keep the program from ending.
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
  readonly #backend: Backend;
  #state: "running" | "closed" | "terminated" = "running";

  /**
   * A pool of that many workers, by default one a core.
   *
   * @throws {RangeError} If `processes`, `maxTasksPerChild` or `maxHeap` is below 1.
   * @throws {TypeError} If an option is unknown or of a wrong type.
   * @throws {TransferError} If the initializer or its arguments cannot be sent.
   * @throws {BootstrapError} If a worker does so while it imports the main module, which lacks `if (import.meta.main)`.
   */
  constructor(options?: number | PoolOptions) {
    const { processes, initializer, initArgs = [], maxTasksPerChild = 0, maxHeap } = checkPoolOptions(
      options,
    );
    assertNotBootstrapping("create a pool");
    this.#backend = new ThreadBackend({
      processes,
      name: "PoolWorker",
      initializer: initializer && { definition: define(initializer), values: initArgs },
      maxTasksPerChild,
      maxHeap,
    });
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
    return asPromise(this.#call(fn, args, undefined), callSite(this.run, this.#backend.pending));
  }

  /** Calls a function in a worker with a list of arguments. Rejects with what it throws. */
  apply<A extends Arguments, R>(fn: (...args: A) => R, args?: A, options?: CallOptions): Promise<Awaited<R>> {
    return asPromise(this.#call(fn, args, options), callSite(this.apply, this.#backend.pending));
  }

  /** Calls a function in a worker, and gives its result later. */
  applyAsync<A extends Arguments, R>(
    fn: (...args: A) => R,
    args?: A,
    options: CallOptions & AsyncCallbacks<Awaited<R>> = {},
  ): AsyncResult<Awaited<R>> {
    const { callback, errorCallback, ...rest } = options;
    return asAsyncResult(this.#call(fn, args, rest), callSite(this.applyAsync, this.#backend.pending), {
      callback,
      errorCallback,
    });
  }

  /** Calls a function in a worker and blocks this thread until it is done. */
  applySync<A extends Arguments, R>(
    fn: (...args: A) => R,
    args?: A,
    options?: Pick<CallOptions, "timeout">,
  ): Awaited<R> {
    return asValue(
      this.#call(fn, args, options),
      callSite(this.applySync, this.#backend.pending),
      this.#backend,
    );
  }

  /**
   * Applies a kernel to every element of an array, all workers taking parts of it. The results come in a container of the
   * caller's kind; a `SharedArray` is neither copied in nor out.
   *
   * @throws {TypeError} If the elements are not of the kernel's type.
   */
  map<Items extends KernelItems>(
    kernel: ScalarKernel<[number, ...number[]], number>,
    items: Items,
    options?: KernelMapOptions,
  ): Promise<Items>;
  /**
   * Calls a function with every item. Resolves to the results in order. All items are tried even if some fail; the error is
   * that of the first item in order that failed.
   */
  map<T, R>(fn: (item: T) => R, items: MapItems<T>, options?: MapOptions): Promise<Awaited<R>[]>;
  map(fn: Task, items: unknown, options?: MapOptions & KernelMapOptions): Promise<unknown> {
    return asPromise(this.#map(TaskKind.map, fn, items, options), callSite(this.map, this.#backend.pending));
  }

  /** {@linkcode Pool.map}, its results given later. What reading the items throws is thrown here. */
  mapAsync<T, R>(
    fn: (item: T) => R,
    items: MapItems<T>,
    options: MapOptions & AsyncCallbacks<Awaited<R>[]> = {},
  ): AsyncResult<Awaited<R>[]> {
    const { callback, errorCallback, ...rest } = options;
    const start = this.#map(TaskKind.map, fn, items, rest) as Start<Awaited<R>[]>;
    return asAsyncResult(start, callSite(this.mapAsync, this.#backend.pending), { callback, errorCallback });
  }

  /** {@linkcode Pool.map} of a kernel, blocking this thread. */
  mapSync<Items extends KernelItems>(
    kernel: ScalarKernel<[number, ...number[]], number>,
    items: Items,
    options?: Omit<KernelMapOptions, "signal">,
  ): Items;
  /** {@linkcode Pool.map} of a function, blocking this thread. The items must not have to be waited for. */
  mapSync<T, R>(fn: (item: T) => R, items: Iterable<T>, options?: Omit<MapOptions, "signal">): Awaited<R>[];
  mapSync(fn: Task, items: unknown, options?: MapOptions & KernelMapOptions): unknown {
    if (
      typeof items === "object" && items !== null && Symbol.asyncIterator in items &&
      !(Symbol.iterator in items)
    ) {
      throw new TypeError("Cannot map over an asynchronous iterable while blocking: use map()");
    }
    return asValue(
      this.#map(TaskKind.map, fn, items, options),
      callSite(this.mapSync, this.#backend.pending),
      this.#backend,
    );
  }

  /** {@linkcode Pool.map} with each item spread into arguments. */
  starmap<A extends Arguments, R>(
    fn: (...args: A) => R,
    items: MapItems<Readonly<A>>,
    options?: MapOptions,
  ): Promise<Awaited<R>[]>;
  /** {@linkcode Pool.map} of a kernel of several parameters: takes one array for each of them. */
  starmap<Items extends KernelItems>(
    kernel: ScalarKernel<[number, ...number[]], number>,
    items: readonly Items[],
    options?: KernelMapOptions,
  ): Promise<Items>;
  starmap(fn: Task, items: unknown, options?: MapOptions & KernelMapOptions): Promise<unknown> {
    return asPromise(
      this.#map(TaskKind.starmap, fn, items, options),
      callSite(this.starmap, this.#backend.pending),
    );
  }

  /** {@linkcode Pool.starmap}, its results given later. */
  starmapAsync<A extends Arguments, R>(
    fn: (...args: A) => R,
    items: MapItems<Readonly<A>>,
    options: MapOptions & AsyncCallbacks<Awaited<R>[]> = {},
  ): AsyncResult<Awaited<R>[]> {
    const { callback, errorCallback, ...rest } = options;
    const start = this.#map(TaskKind.starmap, fn, items, rest) as Start<Awaited<R>[]>;
    return asAsyncResult(start, callSite(this.starmapAsync, this.#backend.pending), {
      callback,
      errorCallback,
    });
  }

  /**
   * Calls a function with every item, and gives the results in order, each as soon as it is there. Items are taken from the
   * input as they are needed, `bufferSize` ahead at most.
   */
  imap<T, R>(fn: (item: T) => R, items: MapItems<T>, options?: LazyMapOptions): LazyMap<Awaited<R>> {
    return this.#imap(fn, items, true, options);
  }

  /** {@linkcode Pool.imap}, the results in the order in which they are ready. */
  imapUnordered<T, R>(fn: (item: T) => R, items: MapItems<T>, options?: LazyMapOptions): LazyMap<Awaited<R>> {
    return this.#imap(fn, items, false, options);
  }

  /** Runs a range kernel over [0, length): the workers claim parts of it until none is left. */
  parallelFor<P extends Arguments>(
    length: number,
    kernel: RangeKernel<P>,
    args: P,
    options?: CallOptions & Pick<MapOptions, "chunkSize">,
  ): Promise<void> {
    return asPromise((end) => {
      this.#assertRunning();
      checkCallOptions(options, ["chunkSize"], "run a parallel loop");
      startLoop(this.#backend, kernel, define(kernel as Task), length, args, options ?? {}, end);
    }, callSite(this.parallelFor, this.#backend.pending));
  }

  /** Takes no more tasks. What was submitted still runs. Idempotent. */
  close(): void {
    if (this.#state !== "running") return;
    this.#state = "closed";
    this.#backend.close();
  }

  /** Stops the workers, wherever they are; what is pending rejects with a `PoolClosedError`. Resolves when they are gone. */
  terminate(): Promise<void> {
    this.#state = "terminated";
    return this.#backend.terminate(new PoolClosedError("Cannot finish the task as its pool was terminated"));
  }

  /**
   * Resolves when the workers of a closed pool are gone. Rejects with a `TimeoutError` after `timeout` ms, with an `Error` if
   * the pool was not closed.
   */
  async join(timeout?: number): Promise<void> {
    const limit = checkTimeout(timeout, "join a pool");
    if (this.#state === "running") {
      throw new Error("Cannot join a pool that is still running: call close() or terminate() first");
    }
    if (limit === Infinity) return await this.#backend.close();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new TimeoutError(`Cannot join the pool in time: waited ${timeout} ms`);
      timer = setTimeout(() => reject(error), limit);
    });
    try {
      await Promise.race([this.#backend.close(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** {@linkcode Pool.terminate}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  #call<A extends Arguments, R>(
    fn: (...args: A) => R,
    args: A | undefined,
    options: CallOptions | undefined,
  ): Start<Awaited<R>> {
    return ({ succeed, fail }) => {
      this.#assertRunning();
      if (options !== undefined) checkCallOptions(options, [], "call a function");
      if (args !== undefined && !Array.isArray(args)) {
        throw new TypeError(
          `Cannot call a function as its arguments must be an array: received ${String(args)}`,
        );
      }
      this.#backend.submit({
        kind: TaskKind.call,
        definition: define(fn),
        values: args ?? [],
        timeout: options?.timeout,
        signal: options?.signal,
        succeed: (values) => succeed(values[0] as Awaited<R>),
        fail,
      });
    };
  }

  #map(kind: TaskKind, fn: Task, items: unknown, options?: MapOptions & KernelMapOptions): Start<unknown> {
    return (end) => {
      this.#assertRunning();
      startMap(this.#backend, kind, fn, define(fn), items, options ?? {}, end);
    };
  }

  #imap<T, R>(fn: (item: T) => R, items: MapItems<T>, isOrdered: boolean, options?: LazyMapOptions) {
    this.#assertRunning();
    checkCallOptions(options, ["chunkSize", "bufferSize", "onProgress"], "map lazily");
    if (
      typeof items !== "object" || items === null ||
      !(Symbol.iterator in items || Symbol.asyncIterator in items)
    ) {
      throw new TypeError(`Cannot map lazily as the items must be iterable: received ${String(items)}`);
    }
    return new LazyMap<Awaited<R>>(this.#backend, define(fn), items, isOrdered, options ?? {});
  }

  #assertRunning(): void {
    if (this.#state === "running") return;
    throw new PoolClosedError(`Cannot use the pool as it is not running: it was ${this.#state}`);
  }
}

type Task = (...args: Arguments) => unknown;

function define(fn: Task): Definition {
  return definitionOf(fn, (module) => kernelRegistry.bytes(module));
}
