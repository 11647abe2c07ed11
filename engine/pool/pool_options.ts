import { checkOptions } from "../options/check_options.ts";
import { cpuCount } from "../platform.ts";
import { checkPositiveInteger } from "./check_count.ts";
import { checkWorkerOptions, WORKER_KEYS, type WorkerOptions } from "./worker_options.ts";

/** How a pool's workers are set up. */
export interface PoolOptions extends WorkerOptions {
  /** The number of workers; by default one a core. */
  readonly processes?: number | undefined;
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
