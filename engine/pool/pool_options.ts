import { checkMaxHeap, checkOptions, checkPositiveInteger, checkTimeout } from "../options/check_options.ts";
import { cpuCount } from "../platform/runtime.ts";
import { type BackendName, checkBackendName } from "../backend/choose_backend.ts";
import { shown } from "../options/shown.ts";

/** How a pool's workers are set up. */
export interface PoolOptions extends WorkerOptions {
  /** The number of workers; by default one a core. */
  readonly processes?: number | undefined;
}

/** Options of a call that runs one task. */
export interface CallOptions {
  /**
   * Milliseconds that the task may run, from its start. Then it is really stopped, and its worker replaced. As long as all workers
   * are running the initializer, the task may wait for them no longer than that.
   */
  readonly timeout?: number | undefined;
  /** Drops the task if it waits, stops it if it runs. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a call has got. */
export interface Progress {
  /** Items that are done. */
  readonly done: number;
  /** All items; `undefined` if the input does not tell their number, as a generator, and has not ended. */
  readonly total: number | undefined;
}

/** Options of a call that runs a task for every item. */
export interface MapOptions extends CallOptions {
  /** Items a task. By default what takes about 5 ms, measured as it goes; 1 if there is a `timeout`, which is a task's. */
  readonly chunkSize?: number | undefined;
  /** Called after each chunk. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Options of a call that takes its items as it needs them. */
export interface ImapOptions extends CallOptions {
  /** Items a task; 1 by default, as in Python. */
  readonly chunkSize?: number | undefined;
  /** Items taken and not yet given out; by default two chunks a worker. */
  readonly bufferSize?: number | undefined;
  /** Called after each chunk. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The options of a new pool with their defaults. Throws for what they cannot be. */
export function checkPoolOptions(
  given: number | PoolOptions | undefined,
): PoolOptions & { processes: number } {
  const options = typeof given === "number" ? { processes: given } : given ?? {};
  const doing = "create a pool";
  checkOptions(options, ["processes", ...WORKER_KEYS], doing);
  const { processes = cpuCount() } = options;
  checkPositiveInteger(processes, "processes", doing);
  checkWorkerOptions(options, doing);
  return { ...options, processes };
}

/** How the workers of a pool or an executor are set up. */
export interface WorkerOptions {
  /**
   * Where tasks run: `"thread"`, in worker threads, or `"inline"`, on this thread, one after the other, their values copied all the
   * same. By default in threads where the runtime has them.
   */
  readonly backend?: BackendName | undefined;
  /**
   * Runs in each worker before its first task, also in those that replace others. What it returns, or its promise resolves
   * to, is the context of the worker's tasks: see `workerContext`.
   */
  // deno-lint-ignore no-explicit-any
  readonly initializer?: ((...args: any[]) => unknown) | undefined;
  /**
   * Milliseconds that a worker may take, from its start, until its initializer has ended; for ever by default. Then the pool fails, as
   * it does if the initializer throws.
   */
  readonly initTimeout?: number | undefined;
  /** Arguments for the initializer. */
  readonly initArgs?: readonly unknown[] | undefined;
  /**
   * Runs in each worker that ends in order, with the worker's context: because the pool was closed, because the worker has run
   * its `maxTasksPerChild`, or because it was idle when the pool was terminated. What it returns is in `exitResults()`. In
   * a pool that is terminated it has a second. After mpire's `worker_exit`.
   */
  // deno-lint-ignore no-explicit-any
  readonly finalizer?: ((context: any) => unknown) | undefined;
  /** A worker is replaced after that many tasks; a chunk of a `map` is one task. */
  readonly maxTasksPerChild?: number | undefined;
  /**
   * MiB that each worker's JavaScript heap may take, 8 or more, by default what this thread's may, but no more than half of a container's
   * memory. Typed arrays do not count.
   */
  readonly maxHeap?: number | undefined;
  /**
   * Compiled modules, for runtimes that compile no WebAssembly, as `configure({ kernels })` takes them. What was given before is no
   * matter, so each of many pools may have them.
   */
  readonly kernels?: WebAssembly.Module | readonly WebAssembly.Module[] | undefined;
}

/** The names of these options. */
export const WORKER_KEYS: readonly string[] = [
  "backend",
  "initializer",
  "initArgs",
  "initTimeout",
  "finalizer",
  "maxTasksPerChild",
  "maxHeap",
  "kernels",
];

/** Throws for what the options of workers cannot be. */
export function checkWorkerOptions(options: WorkerOptions, doing: string): void {
  const { backend, initializer, initArgs, initTimeout, finalizer, maxTasksPerChild, maxHeap } = options;
  checkBackendName(backend, doing);
  for (const [name, fn] of Object.entries({ initializer, finalizer })) {
    if (fn === undefined || typeof fn === "function") continue;
    throw new TypeError(`Cannot ${doing} as '${name}' must be a function: received ${shown(fn)}`);
  }
  if (initArgs !== undefined && !Array.isArray(initArgs)) {
    throw new TypeError(`Cannot ${doing} as 'initArgs' must be an array: received ${shown(initArgs)}`);
  }
  checkTimeout(initTimeout, doing, "initTimeout");
  if (maxTasksPerChild !== undefined) checkPositiveInteger(maxTasksPerChild, "maxTasksPerChild", doing);
  checkMaxHeap(maxHeap, doing);
}

const CALL_KEYS = ["timeout", "signal"];

/** Throws unless these are options of a call, of the `keys` beside those that every call has. */
export function checkCallOptions(
  options: (CallOptions & Partial<MapOptions & ImapOptions>) | undefined,
  keys: readonly string[],
  doing: string,
): void {
  if (options === undefined) return;
  checkOptions(options, [...CALL_KEYS, ...keys], doing);
  const { timeout, signal, chunkSize, bufferSize, onProgress } = options;
  if (timeout !== undefined) checkTimeout(timeout, doing);
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`Cannot ${doing} as 'signal' must be an AbortSignal: received ${shown(signal)}`);
  }
  if (chunkSize !== undefined) checkPositiveInteger(chunkSize, "chunkSize", doing);
  if (bufferSize !== undefined) checkPositiveInteger(bufferSize, "bufferSize", doing);
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new TypeError(`Cannot ${doing} as 'onProgress' must be a function: received ${shown(onProgress)}`);
  }
}

/** The parameters of any function. `any`, because what a caller passes is checked against them by inference. */
// deno-lint-ignore no-explicit-any
export type Arguments = any[];

/** Items of a map: any iterable, also one whose items must be waited for. */
export type MapItems<T> = Iterable<T> | AsyncIterable<T>;
