import "../kernel/engine_host.ts";
import type { Backend } from "../backend/backend.ts";
import { ThreadBackend } from "../backend/thread/thread_backend.ts";
import { PoolClosedError } from "../errors/pool_closed_error.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import { checkTimeout } from "../options/check_timeout.ts";
import { assertNotBootstrapping } from "../worker/assert_not_bootstrapping.ts";
import { define } from "./define.ts";
import { checkPoolOptions, type PoolOptions } from "./pool_options.ts";

/** The workers of a pool, and whether they take tasks. */
export class PoolWorkers {
  readonly backend: Backend;
  #state: "running" | "closed" | "terminated" = "running";

  /** Checks the options; workers start when there is work for them. Throws what the constructor of `Pool` does. */
  constructor(options: number | PoolOptions | undefined) {
    const { processes, initializer, initArgs = [], maxTasksPerChild = 0, maxHeap } = checkPoolOptions(
      options,
    );
    assertNotBootstrapping("create a pool");
    this.backend = new ThreadBackend({
      processes,
      name: "PoolWorker",
      initializer: initializer && { definition: define(initializer), values: initArgs },
      maxTasksPerChild,
      maxHeap,
    });
  }

  /** Takes no more tasks. What was submitted still runs. Idempotent. */
  close(): void {
    if (this.#state !== "running") return;
    this.#state = "closed";
    this.backend.close();
  }

  /** Stops the workers, wherever they are; what is pending rejects with a `PoolClosedError`. Resolves when they are gone. */
  terminate(): Promise<void> {
    this.#state = "terminated";
    return this.backend.terminate(new PoolClosedError("Cannot finish the task as its pool was terminated"));
  }

  /**
   * Resolves when the workers of a closed pool are gone. Rejects with a `TimeoutError` after `timeout` ms, with an `Error` if
   * the pool was not closed.
   */
  async join(timeout?: number): Promise<void> {
    const limit = checkTimeout(timeout, "join a pool");
    if (this.#state === "running") {
      throw new Error("Cannot join a pool that is still running: call close() or terminate() first");
    }
    if (limit === Infinity) return await this.backend.close();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      const error = new TimeoutError(`Cannot join the pool in time: waited ${timeout} ms`);
      timer = setTimeout(() => reject(error), limit);
    });
    try {
      await Promise.race([this.backend.close(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Throws a `PoolClosedError` once the pool was closed or terminated. */
  assertRunning(): void {
    if (this.#state === "running") return;
    throw new PoolClosedError(`Cannot use the pool as it is not running: it was ${this.#state}`);
  }
}
