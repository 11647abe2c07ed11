import { checkOptions } from "../options/check_options.ts";
import { cpuCount } from "../platform.ts";

/** How a pool's workers are set up. */
export interface PoolOptions {
  /** The number of workers; by default one a core. */
  readonly processes?: number | undefined;
  /** Runs in each worker before its first task. */
  // deno-lint-ignore no-explicit-any
  readonly initializer?: ((...args: any[]) => unknown) | undefined;
  /** Arguments for the initializer. */
  readonly initArgs?: readonly unknown[] | undefined;
  /** A worker is replaced after that many tasks; a chunk of a `map` is one task. */
  readonly maxTasksPerChild?: number | undefined;
  /** MiB that each worker's JavaScript heap may take; typed arrays do not count. */
  readonly maxHeap?: number | undefined;
}

/** Options of a call that runs one task. */
export interface CallOptions {
  /** Milliseconds that the task may run, from its start. Then it is really stopped, and its worker replaced. */
  readonly timeout?: number | undefined;
  /** Drops the task if it waits, stops it if it runs. */
  readonly signal?: AbortSignal | undefined;
}

/** How far a call has got. */
export interface Progress {
  /** Items that are done. */
  readonly done: number;
  /** All items; `undefined` while the input has not ended. */
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
export interface LazyMapOptions extends CallOptions {
  /** Items a task; 1 by default, as in Python. */
  readonly chunkSize?: number | undefined;
  /** Items taken and not yet given out; by default two chunks a worker. */
  readonly bufferSize?: number | undefined;
  /** Called after each chunk. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

const POOL_KEYS = ["processes", "initializer", "initArgs", "maxTasksPerChild", "maxHeap"];

/** The options of a new pool with their defaults. Throws for what they cannot be. */
export function checkPoolOptions(
  given: number | PoolOptions | undefined,
): PoolOptions & { processes: number } {
  const options = typeof given === "number" ? { processes: given } : given ?? {};
  const doing = "create a pool";
  checkOptions(options, POOL_KEYS, doing);
  const { processes = cpuCount(), initializer, initArgs, maxTasksPerChild, maxHeap } = options;
  checkCount(processes, "processes", doing);
  if (initializer !== undefined && typeof initializer !== "function") {
    throw new TypeError(
      `Cannot ${doing} as 'initializer' must be a function: received ${String(initializer)}`,
    );
  }
  if (initArgs !== undefined && !Array.isArray(initArgs)) {
    throw new TypeError(`Cannot ${doing} as 'initArgs' must be an array: received ${String(initArgs)}`);
  }
  if (maxTasksPerChild !== undefined) checkCount(maxTasksPerChild, "maxTasksPerChild", doing);
  if (maxHeap !== undefined) checkCount(maxHeap, "maxHeap", doing);
  return { ...options, processes };
}

/** Throws unless `count` is a whole number of 1 or more. */
export function checkCount(count: unknown, name: string, doing: string): void {
  if (typeof count !== "number") {
    throw new TypeError(`Cannot ${doing} as '${name}' must be a number: received ${String(count)}`);
  }
  if (!(count >= 1)) {
    throw new RangeError(`Cannot ${doing} as '${name}' must be at least 1: received ${count}`);
  }
  if (!Number.isInteger(count)) {
    throw new RangeError(`Cannot ${doing} as '${name}' must be a whole number: received ${count}`);
  }
}
