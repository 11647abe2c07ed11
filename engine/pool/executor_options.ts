import { checkOptions } from "../options/check_options.ts";
import { cpuCount } from "../platform.ts";
import { checkPositiveInteger } from "./check_count.ts";
import type { Progress } from "./pool_options.ts";
import { checkWorkerOptions, WORKER_KEYS, type WorkerOptions } from "./worker_options.ts";

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
