import { TaskKind } from "../worker/run_task.ts";
import { sharedState } from "../codec/shared_object.ts";
import { notTransferable } from "../codec/refusal.ts";
import { BrokenExecutorError, CancelledError } from "../errors/pool_errors.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { expectedError, watchUnread } from "../exit/unread_errors.ts";
import { checkOptions, checkPositiveInteger } from "../options/check_options.ts";
import type { AnyFunction } from "../task/refs.ts";
import {
  type Arguments,
  type CallOptions,
  checkCallOptions,
  checkWorkerOptions,
  type MapItems,
  type Progress,
  WORKER_KEYS,
  type WorkerOptions,
} from "./pool_options.ts";
import { addCallSite, type CallSite, callSite, stacks } from "./outcome.ts";
import { Future } from "./future.ts";
import { ResultIterator } from "./result_iterator.ts";
import { PoolWorkers } from "./pool_workers.ts";
import { startCall } from "./start_call.ts";
import { zip } from "./map_input.ts";
import { cpuCount } from "../platform/runtime.ts";
import { shown } from "../options/shown.ts";

/** One iterable for each parameter. */
export type IterablesOf<A extends Arguments> = { [K in keyof A]: MapItems<A[K]> };

/**
 * Workers that run functions on all cores, each call a `Future`: Python's `concurrent.futures.ProcessPoolExecutor`. Leaving
 * `await using` lets what was submitted finish, as Python's `with` does.
 *
 * Where Python's executor breaks for good as soon as a worker dies, here only the task that this worker ran fails, with a
 * `WorkerLostError`, and another worker takes its place. A future can be cancelled until a worker has begun its task; Python
 * puts some tasks more than there are workers out of reach.
 *
 * @example
 * ```ts
 * import { Executor } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new Executor({ maxWorkers: 2 });
 * const future = executor.submit((a: number, b: number) => a ** b, 2, 10);
 * assertEquals(await future, 1024);
 *
 * const sums = executor.map((a: number, b: number) => a + b, [1, 2, 3], [10, 20, 30]);
 * assertEquals(await Array.fromAsync(sums), [11, 22, 33]);
 * ```
 */
export class Executor implements AsyncDisposable {
  readonly #workers: PoolWorkers;
  readonly #futures = new Set<Future<unknown>>();

  /**
   * An executor of at most that many workers, by default one a core. They start when there is work for them.
   *
   * @throws {RangeError} If `maxWorkers` or `maxTasksPerChild` is below 1, or `maxHeap` below 8.
   * @throws {TypeError} If an option is unknown or of a wrong type.
   * @throws {TransferError} If the initializer, its arguments or the finalizer cannot be sent.
   * @throws {BootstrapError} If a worker does so while it imports the main module, which lacks `if (import.meta.main)`.
   */
  constructor(options?: number | ExecutorOptions) {
    this.#workers = new PoolWorkers("executor", this, checkExecutorOptions(options));
  }

  /** The most workers. */
  get maxWorkers(): number {
    return this.#workers.backend.processes;
  }

  /**
   * Calls a function in a worker. What cannot be sent is an error of the future alone.
   *
   * @throws {PoolClosedError} If the executor was shut down.
   * @throws {BrokenExecutorError} If it can run nothing any more.
   */
  submit<A extends Arguments, R>(fn: (...args: A) => R, ...args: A): Future<Awaited<R>> {
    return this.#submit(fn, args, undefined, callSite(this.submit, this.#workers.backend.pending));
  }

  /**
   * {@linkcode Executor.submit} with a list of arguments and options: a `timeout`, from the task's start, and a `signal`, which
   * really stop a task that runs.
   *
   * @throws {TypeError} If the arguments are no array, or an option is wrong.
   */
  apply<A extends Arguments, R>(
    fn: (...args: A) => R,
    args: A = [] as unknown as A,
    options?: CallOptions,
  ): Future<Awaited<R>> {
    return this.#submit(fn, args, options, callSite(this.apply, this.#workers.backend.pending));
  }

  /**
   * Calls a function with an item of each iterable, until one of them has ended, and gives the results in order; after the
   * iterables there may be options. As in Python all calls are made even if nobody takes the results, unless there is a
   * `bufferSize`: then the results end with a `PoolClosedError` where the executor was shut down. An error ends the results, and
   * drops the calls that have not begun.
   *
   * @throws {TypeError} If an iterable is none, or an option is wrong.
   */
  map<A extends Arguments, R>(
    fn: (...args: A) => R,
    ...iterables: IterablesOf<A>
  ): AsyncIterableIterator<Awaited<R>>;
  /** {@linkcode Executor.map} with options. */
  map<A extends Arguments, R>(
    fn: (...args: A) => R,
    ...rest: [...iterables: IterablesOf<A>, options: ExecutorMapOptions]
  ): AsyncIterableIterator<Awaited<R>>;
  map(fn: AnyFunction, ...rest: unknown[]): AsyncIterableIterator<unknown> {
    this.#workers.assertRunning();
    const doing = "map a function";
    const options = (isIterable(rest.at(-1)) ? undefined : rest.pop() as ExecutorMapOptions) ?? {};
    checkCallOptions(options, ["chunkSize", "bufferSize", "onProgress"], doing);
    if (rest.length === 0) throw new TypeError(`Cannot ${doing} as it takes an iterable: received none`);
    for (const items of rest) {
      if (isIterable(items)) continue;
      throw new TypeError(`Cannot ${doing} as its items must be iterable: received ${shown(items)}`);
    }
    const { timeout = Infinity, ...limits } = options;
    const mode = { kind: TaskKind.starmapSettled, isDraining: limits.bufferSize === undefined };
    const all = zip(rest as Iterable<unknown>[]);
    // As in Python, what is to be read only as results are taken is not read once nothing is taken any more.
    const items = mode.isDraining ? all : whileAllowed(all, () => this.#workers.assertRunning());
    return new ExecutorResults(
      new ResultIterator(this.#workers, this.#workers.backend.define(fn), items, mode, limits),
      timeout,
    );
  }

  /**
   * Takes no more calls. What was submitted still runs, unless `cancelFutures` cancels what has not begun; what runs is never
   * cancelled. Resolves when the workers are gone, or at once if `wait` is false. Idempotent.
   *
   * @throws {ProcessError} If the finalizer threw in a worker.
   */
  async shutdown(options: ShutdownOptions = {}): Promise<void> {
    checkOptions(options, ["wait", "cancelFutures"], "shut an executor down");
    const { wait = true, cancelFutures = false } = options;
    this.#workers.close();
    if (cancelFutures) {
      for (const future of this.#futures) future.cancel();
      this.#workers.stopSources(new CancelledError("Cannot go on with a map as its executor was shut down"));
    }
    const joined = this.#workers.join();
    // Otherwise a finalizer's error is nobody's.
    if (wait) await joined;
    else joined.catch(() => {});
  }

  /**
   * Stops the workers, whatever they run; what is pending rejects with a `BrokenExecutorError`. Idle workers end in order.
   * Resolves when all are gone.
   */
  terminateWorkers(): Promise<void> {
    return this.#workers.terminate(terminated());
  }

  /** {@linkcode Executor.terminateWorkers}, but no worker ends in order: no finalizer runs. */
  killWorkers(): Promise<void> {
    return this.#workers.terminate(terminated(), true);
  }

  /** What the finalizers of workers that have ended returned, in the order of their ends: all of it after `shutdown()`. */
  exitResults<T = unknown>(): T[] {
    return this.#workers.exitResults as T[];
  }

  /** An executor cannot be sent. */
  [sharedState](): never {
    return notTransferable(this, "an executor");
  }

  /** {@linkcode Executor.shutdown}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #submit<A extends Arguments, R>(
    fn: (...args: A) => R,
    args: A,
    options: CallOptions | undefined,
    site: CallSite,
  ): Future<Awaited<R>> {
    this.#workers.assertRunning();
    const { backend } = this.#workers;
    let isDropped = false;
    const future = new Future<Awaited<R>>({
      drop: () => {
        isDropped = true;
        return isDropped = submission === undefined || backend.drop(submission, undefined);
      },
      isRunning: () => submission !== undefined && backend.isRunning(submission),
    });
    const end = (settle: () => void) => {
      this.#futures.delete(future);
      // It was cancelled, or its holder has settled it.
      if (!isDropped && !future.done()) settle();
    };
    const fail = (error: unknown) =>
      end(() => {
        addCallSite(error, site);
        watchUnread(future, error, site.stack);
        future.setException(error);
      });
    const succeed = (result: unknown) => end(() => future.setResult(result as Awaited<R>));
    this.#futures.add(future);
    let submission: ReturnType<typeof startCall> | undefined;
    try {
      submission = startCall(backend, fn, this.#workers.backend.define(fn), args, options, { succeed, fail });
    } catch (error) {
      this.#futures.delete(future);
      if (error instanceof TransferError) fail(error);
      else {
        if (site.entry !== undefined) stacks?.beginAtCaller(error, site.entry);
        throw error;
      }
    }
    return future;
  }
}

/** Gives items for as long as `check`, which is called before each but the first is read, throws nothing. */
function whileAllowed(
  items: Iterable<unknown> | AsyncIterable<unknown>,
  check: () => void,
): Iterable<unknown> | AsyncIterable<unknown> {
  return Symbol.iterator in items ? whileAllowedSync(items, check) : whileAllowedAsync(items, check);
}

function* whileAllowedSync(items: Iterable<unknown>, check: () => void): Generator<unknown> {
  for (const item of items) {
    yield item;
    check();
  }
}

async function* whileAllowedAsync(
  items: AsyncIterable<unknown>,
  check: () => void,
): AsyncGenerator<unknown> {
  for await (const item of items) {
    yield item;
    check();
  }
}

function isIterable(value: unknown): boolean {
  return typeof value === "string" ||
    (typeof value === "object" && value !== null &&
      (Symbol.iterator in value || Symbol.asyncIterator in value));
}

function terminated(): BrokenExecutorError {
  return expectedError(
    new BrokenExecutorError("Cannot finish the task as the workers of its executor were terminated"),
  );
}

/** How an executor's workers are set up. */
export interface ExecutorOptions extends WorkerOptions {
  /** The most workers; by default one a core. */
  readonly maxWorkers?: number | undefined;
}

/** Options of `Executor.map`. */
export interface ExecutorMapOptions {
  /** Milliseconds from the call after which asking for a result that is not there rejects with a `TimeoutError`. */
  readonly timeout?: number | undefined;
  /** Drops the calls that wait, stops those that run. */
  readonly signal?: AbortSignal | undefined;
  /** Calls a task; 1 by default, as in Python. */
  readonly chunkSize?: number | undefined;
  /** Items taken and not yet given out. By default all are taken, and their calls made, whether or not the results are. */
  readonly bufferSize?: number | undefined;
  /** Called after each chunk. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How an executor is shut down. */
export interface ShutdownOptions {
  /** Whether to resolve when the workers are gone, or at once; true by default. */
  readonly wait?: boolean | undefined;
  /** Whether to cancel what has not begun; false by default. */
  readonly cancelFutures?: boolean | undefined;
}

/** The options of a new executor, as those of a pool. Throws for what they cannot be. */
export function checkExecutorOptions(
  given: number | ExecutorOptions | undefined,
): WorkerOptions & { processes: number } {
  const options = typeof given === "number" ? { maxWorkers: given } : given ?? {};
  const doing = "create an executor";
  checkOptions(options, ["maxWorkers", ...WORKER_KEYS], doing);
  const { maxWorkers: processes = cpuCount(), ...rest } = options;
  checkPositiveInteger(processes, "maxWorkers", doing);
  checkWorkerOptions(rest, doing);
  return { ...rest, processes };
}

/**
 * The results of `Executor.map`, in order. Ends at the first error, or when the time is over: what does not run yet is dropped
 * then, as it is when a loop over it is left.
 */
export class ExecutorResults<R> implements AsyncIterableIterator<R> {
  readonly #results: ResultIterator<R>;
  readonly #deadline: number;

  /** Used by executors. */
  constructor(results: ResultIterator<R>, timeout: number) {
    this.#results = results;
    this.#deadline = performance.now() + timeout;
  }

  /** The next result. Rejects with what its call threw, or with a `TimeoutError`, and the iteration is over then. */
  async next(): Promise<IteratorResult<R>> {
    const left = Math.max(0, Math.ceil(this.#deadline - performance.now()));
    try {
      return await this.#results.next(left === Infinity ? undefined : left);
    } catch (error) {
      await this.#results.return();
      throw error;
    }
  }

  /** Ends the iteration: no more input is read, and what does not run yet is dropped. */
  return(): Promise<IteratorResult<R>> {
    return this.#results.return();
  }

  /** Itself: it can be iterated once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the iteration, as a loop that is left does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
