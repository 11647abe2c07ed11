import { ProcessError } from "./process_error.ts";

/** A worker died, exited or was killed while it ran the task (Python's `BrokenProcessPool`; CPython's `Pool` hangs). */
export class WorkerLostError extends ProcessError {
  override name = "WorkerLostError";
  /** The worker's name, as `PoolWorker-3`. */
  readonly worker: string;
  /** The name of the function that it ran. */
  readonly task: string;
  /** Why the worker is gone: `"exited with code 3"`, `"ran out of memory"`, … */
  readonly reason: string;

  constructor(
    message: string,
    details: { worker: string; task: string; reason: string },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.worker = details.worker;
    this.task = details.task;
    this.reason = details.reason;
  }
}
