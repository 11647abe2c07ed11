import type { Backend } from "../backend/backend.ts";
import { openBackend } from "../backend/open_backend.ts";
import { PoolClosedError } from "../errors/pool_errors.ts";
import { ProcessError } from "../errors/process_error.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import { checkTimeout } from "../options/check_options.ts";
import { registerCompiledKernels } from "../kernel/register_compiled_kernels.ts";
import { deferred, withDeadline } from "../options/promises.ts";
import { finalizers } from "../platform/runtime.ts";
import type { WorkerOptions } from "./pool_options.ts";

/** A call that goes on taking input after it was made. */
export interface InputSource {
  /** Reads on, whether or not anybody takes the results. */
  drain(): void;
  /** Reads no more, and drops what does not run yet; the reason is thrown in its place. */
  stop(reason: unknown): void;
}

/** Lets the workers end whose pool or executor nobody refers to any more. What was submitted still runs. */
const forgotten = finalizers<PoolWorkers>((workers) => workers.close());

/** The workers of a pool or an executor, which nothing here refers to, and whether they take tasks. */
export class PoolWorkers {
  readonly backend: Backend;
  readonly #noun: "pool" | "executor";
  #state: "running" | "closed" | "terminated" = "running";
  /** Calls whose input has not ended. A pool that is closed ends after them. */
  readonly #sources = new Set<InputSource>();
  readonly #gone = deferred<void>();

  /** Takes options that were checked; workers start when there is work for them. Throws what the constructor of `Pool` does. */
  constructor(
    noun: "pool" | "executor",
    owner: object,
    options: WorkerOptions & { readonly processes: number },
  ) {
    const { backend, initializer, initArgs = [], maxTasksPerChild = 0 } = options;
    const { processes, finalizer, maxHeap, kernels, initTimeout } = options;
    const doing = noun === "pool" ? "create a pool" : "create an executor";
    this.#noun = noun;
    // Whoever joins is told.
    this.#gone.promise.catch(() => {});
    // What follows may start the engine, which needs its core.
    if (kernels !== undefined) registerCompiledKernels(kernels, doing);
    this.backend = openBackend(backend, doing, {
      processes,
      name: noun === "pool" ? "PoolWorker" : "ExecutorWorker",
      initializer: initializer && { fn: initializer, values: initArgs },
      finalizer,
      maxTasksPerChild,
      maxHeap,
      initTimeout: initTimeout === Infinity ? undefined : initTimeout,
    });
    forgotten.register(owner, this);
  }

  get state(): "running" | "closed" | "terminated" {
    return this.#state;
  }

  /** What the finalizers of workers that have ended returned, in the order of their ends. */
  get exitResults(): unknown[] {
    return this.backend.finalizerResults.flatMap((result) => "value" in result ? [result.value] : []);
  }

  /** From now on the workers wait for this call's input too. */
  addSource(source: InputSource): void {
    this.#sources.add(source);
  }

  /** The call's input has ended. */
  removeSource(source: InputSource): void {
    if (this.#sources.delete(source)) this.#endIfRead();
  }

  /** Ends all input: see {@linkcode InputSource.stop}. */
  stopSources(reason: unknown): void {
    for (const source of this.#sources) source.stop(reason);
  }

  /** Takes no more tasks. What was submitted still runs. Idempotent. */
  close(): void {
    if (this.#state !== "running") return;
    this.#state = "closed";
    this.#endIfRead();
  }

  /**
   * Stops the workers, wherever they are, and fails what is pending with `reason`. Idle workers end in order, unless `force`.
   * Resolves when all are gone; rejects if a finalizer threw, or a thread cannot be stopped.
   */
  async terminate(reason: Error, force?: boolean): Promise<void> {
    this.#state = "terminated";
    const gone = this.backend.terminate(reason, force);
    this.stopSources(reason);
    this.#gone.resolve(gone);
    await gone;
    this.#assertFinalized();
  }

  /**
   * Resolves when the workers are gone that were closed or terminated. Rejects with a `TimeoutError` after `timeout` ms, with a
   * `ProcessError` if a finalizer threw, with an `Error` if they run.
   */
  async join(timeout?: number): Promise<void> {
    const doing = `join ${this.#noun === "pool" ? "a pool" : "an executor"}`;
    const limit = checkTimeout(timeout, doing);
    if (this.#state === "running") {
      throw new Error(`Cannot ${doing} that is still running: call close() or terminate() first`);
    }
    for (const source of this.#sources) source.drain();
    await withDeadline(this.#gone.promise, limit, () => {
      throw new TimeoutError(`Cannot join the ${this.#noun} in time: waited ${timeout} ms`);
    });
    this.#assertFinalized();
  }

  /** Throws a `PoolClosedError` unless tasks are taken. */
  assertRunning(): void {
    if (this.#state === "running") return;
    const state = this.#noun === "executor" && this.#state === "closed" ? "shut down" : this.#state;
    throw new PoolClosedError(`Cannot use the ${this.#noun} as it is not running: it was ${state}`);
  }

  #endIfRead(): void {
    if (this.#state === "closed" && this.#sources.size === 0) this.#gone.resolve(this.backend.close());
  }

  #assertFinalized(): void {
    for (const result of this.backend.finalizerResults) {
      if ("value" in result) continue;
      const { error } = result;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ProcessError(`Cannot end the ${this.#noun} in order as its finalizer threw: ${reason}`, {
        cause: error,
      });
    }
  }
}
