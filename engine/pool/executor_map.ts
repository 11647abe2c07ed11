import type { ResultIterator } from "./lazy_map.ts";

/**
 * The results of `Executor.map`, in order. Ends at the first error, or when the time is over: what does not run yet is dropped
 * then, as it is when a loop over it is left.
 */
export class ExecutorResults<R> implements AsyncIterableIterator<R> {
  readonly #results: ResultIterator<R>;
  readonly #deadline: number;

  /** Used by executors. */
  constructor(results: ResultIterator<R>, timeout: number) {
    this.#results = results;
    this.#deadline = performance.now() + timeout;
  }

  /** The next result. Rejects with what its call threw, or with a `TimeoutError`, and the iteration is over then. */
  async next(): Promise<IteratorResult<R>> {
    const left = Math.max(0, Math.ceil(this.#deadline - performance.now()));
    try {
      return await this.#results.next(left === Infinity ? undefined : left);
    } catch (error) {
      await this.#results.return();
      throw error;
    }
  }

  /** Ends the iteration: no more input is read, and what does not run yet is dropped. */
  return(): Promise<IteratorResult<R>> {
    return this.#results.return();
  }

  /** Itself: it can be iterated once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the iteration, as a loop that is left does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
