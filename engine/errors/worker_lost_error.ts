import { ProcessError } from "./process_error.ts";

/**
 * A worker died, exited or was killed while it ran the task (Python's `BrokenProcessPool`; CPython's `Pool` hangs).
 *
 * @example
 * ```ts
 * import { Pool, WorkerLostError } from "../../mod.ts";
 * import { assertEquals, assertRejects } from "@std/assert";
 *
 * await using pool = new Pool(1);
 * const error = await assertRejects(() => pool.run(() => Deno.exit(3)), WorkerLostError);
 * assertEquals(error.reason, "exited with code 3");
 * assertEquals(await pool.run(() => "the pool goes on"), "the pool goes on");
 * ```
 */
export class WorkerLostError extends ProcessError {
  /** The name of the class. */
  override name = "WorkerLostError";
  /** The worker's name, as `PoolWorker-3`. */
  readonly worker: string;
  /** The name of the function that it ran. */
  readonly task: string;
  /** Why the worker is gone: `"exited with code 3"`, `"ran out of memory"`, … */
  readonly reason: string;

  /** Made by pools. */
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
