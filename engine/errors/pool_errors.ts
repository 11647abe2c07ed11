import { nameErrorClass, ProcessError } from "./process_error.ts";

/**
 * The pool was closed or terminated (Python's `ValueError: Pool not running`).
 *
 * @example
 * ```ts
 * import { Pool, PoolClosedError } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * const pool = new Pool(1);
 * pool.close();
 * await assertRejects(() => pool.run(() => 1), PoolClosedError);
 * await pool.join();
 * ```
 */
export class PoolClosedError extends ProcessError {
  /** The name of the class. */
  override name = "PoolClosedError";

  static {
    nameErrorClass(this, "PoolClosedError");
  }
}

/**
 * A pool or an executor can run nothing any more: its initializer threw, its workers die before they are ready, or an executor's
 * workers were terminated (Python's `BrokenExecutor` and `BrokenProcessPool`). A single worker that dies breaks nothing: its task
 * rejects with a `WorkerLostError`, and another worker takes its place.
 *
 * @example
 * ```ts
 * import { BrokenExecutorError, Executor } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await using executor = new Executor({
 *   maxWorkers: 1,
 *   initializer: () => {
 *     throw new Error("no licence");
 *   },
 * });
 * await assertRejects(() => executor.submit(() => 1), BrokenExecutorError, "no licence");
 * ```
 */
export class BrokenExecutorError extends ProcessError {
  /** The name of the class. */
  override name = "BrokenExecutorError";

  static {
    nameErrorClass(this, "BrokenExecutorError");
  }
}

/**
 * A thread was stopped, and runs on: V8 leaves the check for an interruption out of some loops. Its memory and its locks stay its
 * own. What waits for its end rejects with this, and so does what waits for one of its locks; a pool that has more of
 * them than workers is broken. `docs/errors.md` says what to do about it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ThreadUnstoppableError } from "../../mod.ts";
 *
 * const error = new ThreadUnstoppableError("Cannot stop worker", { worker: "PoolWorker-1", task: "spin" });
 * assertEquals([error.name, error.worker, error.task], ["ThreadUnstoppableError", "PoolWorker-1", "spin"]);
 * ```
 */
export class ThreadUnstoppableError extends ProcessError {
  /** The name of the class. */
  override name = "ThreadUnstoppableError";

  static {
    nameErrorClass(this, "ThreadUnstoppableError");
  }
  /** The thread's name, as `PoolWorker-3`; `undefined` for whoever waits for its lock. */
  readonly worker: string | undefined;
  /** The name of the function that it runs, as far as that is known. */
  readonly task: string | undefined;

  /** Made by the library. */
  constructor(
    message: string,
    details: { worker?: string | undefined; task?: string | undefined } = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.worker = details.worker;
    this.task = details.task;
  }
}

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

  static {
    nameErrorClass(this, "WorkerLostError");
  }
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

/**
 * A future was cancelled before its task began (Python's `concurrent.futures.CancelledError`).
 *
 * @example
 * ```ts
 * import { CancelledError, Future } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * const future = new Future<number>();
 * future.cancel();
 * await assertRejects(() => future, CancelledError);
 * ```
 */
export class CancelledError extends ProcessError {
  /** The name of the class. */
  override name = "CancelledError";

  static {
    nameErrorClass(this, "CancelledError");
  }
}

/**
 * A future's state does not allow what was asked of it (Python's `concurrent.futures.InvalidStateError`).
 *
 * @example
 * ```ts
 * import { Future, InvalidStateError } from "../../mod.ts";
 * import { assertThrows } from "@std/assert";
 *
 * const future = new Future<number>();
 * future.setResult(1);
 * assertThrows(() => future.setResult(2), InvalidStateError, "finished");
 * ```
 */
export class InvalidStateError extends ProcessError {
  /** The name of the class. */
  override name = "InvalidStateError";

  static {
    nameErrorClass(this, "InvalidStateError");
  }
}
