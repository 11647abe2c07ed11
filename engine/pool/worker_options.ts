import { type BackendName, checkBackendName } from "../backend/backend_name.ts";
import { checkPositiveInteger } from "./check_count.ts";

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
  /** MiB that each worker's JavaScript heap may take; typed arrays do not count. */
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
  "finalizer",
  "maxTasksPerChild",
  "maxHeap",
  "kernels",
];

/** Throws for what the options of workers cannot be. */
export function checkWorkerOptions(options: WorkerOptions, doing: string): void {
  const { backend, initializer, initArgs, finalizer, maxTasksPerChild, maxHeap } = options;
  checkBackendName(backend, doing);
  for (const [name, fn] of Object.entries({ initializer, finalizer })) {
    if (fn === undefined || typeof fn === "function") continue;
    throw new TypeError(`Cannot ${doing} as '${name}' must be a function: received ${String(fn)}`);
  }
  if (initArgs !== undefined && !Array.isArray(initArgs)) {
    throw new TypeError(`Cannot ${doing} as 'initArgs' must be an array: received ${String(initArgs)}`);
  }
  if (maxTasksPerChild !== undefined) checkPositiveInteger(maxTasksPerChild, "maxTasksPerChild", doing);
  if (maxHeap !== undefined) checkPositiveInteger(maxHeap, "maxHeap", doing);
}
