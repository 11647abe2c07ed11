import { sharedState } from "../codec/shared_object.ts";
import { notTransferable } from "../codec/refusal.ts";
import { watchUnread } from "../exit/unread_errors.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import { checkTimeout } from "../options/check_options.ts";
import { withDeadline } from "../options/promises.ts";

/** Called when an asynchronous call ends. */
export interface AsyncCallbacks<R> {
  /** Called with the result, before anybody who waits for it goes on. */
  readonly callback?: ((result: R) => void) | undefined;
  /** Called with the error instead, if there is one. */
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/**
 * The result of a call that was started without waiting for it. It can be awaited. Python's
 * `multiprocessing.pool.AsyncResult`.
 *
 * @example
 * ```ts
 * import { Pool } from "../../mod.ts";
 * import { assert, assertEquals } from "@std/assert";
 *
 * await using pool = new Pool(1);
 * const result = pool.applyAsync((base: number, exponent: number) => base ** exponent, [2, 10]);
 * assertEquals(await result.get(), 1024);
 * assert(result.ready() && result.successful());
 * ```
 */
export class AsyncResult<R> implements PromiseLike<R> {
  readonly #promise: Promise<R>;
  #state: "pending" | "successful" | "failed" = "pending";

  /** Used by pools; `stack` says where the call was made. */
  constructor(outcome: Promise<R>, { callback, errorCallback }: AsyncCallbacks<R> = {}, stack?: string) {
    const settled = outcome.then((result) => {
      callback?.(result);
      this.#state = "successful";
      return result;
    }, (error) => {
      errorCallback?.(error);
      throw error;
    });
    settled.catch((error) => {
      this.#state = "failed";
      watchUnread(this.#promise, error, stack);
    });
    // An error that has a callback is handled; another is reported unless somebody reads it.
    this.#promise = errorCallback === undefined ? settled.then((result) => result) : settled;
  }

  /**
   * The result. Rejects with the task's error, or with a `TimeoutError` if there is none within `timeout` ms; the task goes
   * on, and its result can be got later.
   */
  async get(timeout?: number): Promise<R> {
    const limit = checkTimeout(timeout, "get a result");
    return await withDeadline(this.#promise, this.ready() ? Infinity : limit, () => {
      throw new TimeoutError(`Cannot get a result as it is not ready in time: waited ${timeout} ms`);
    });
  }

  /** Resolves when there is a result or an error, or after `timeout` ms. Never rejects for the task's sake. */
  async wait(timeout?: number): Promise<void> {
    const limit = checkTimeout(timeout, "wait for a result");
    await withDeadline(this.#promise.then(() => {}, () => {}), limit, () => {});
  }

  /** Whether there is a result or an error. */
  ready(): boolean {
    return this.#state !== "pending";
  }

  /** Whether the call succeeded. Throws an `Error` while it is not {@linkcode ready}. */
  successful(): boolean {
    if (!this.ready()) throw new Error("Cannot tell whether a call was successful as it is not ready");
    return this.#state === "successful";
  }

  /** It cannot be sent. */
  [sharedState](): never {
    return notTransferable(this, "an AsyncResult");
  }

  /** Makes it awaitable. */
  then<A = R, B = never>(
    onSuccess?: ((result: R) => A | PromiseLike<A>) | null,
    onError?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promise.then(onSuccess, onError);
  }
}
