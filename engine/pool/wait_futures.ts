import { type AsyncOptions, asyncWait, checkOptions } from "../options/check_options.ts";
import { deferred, withDeadline } from "../options/promises.ts";
import { received } from "../platform/copies.ts";
import { Future, stateOf } from "./future.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import { shown } from "../options/shown.ts";

/** When to go on. */
export type ReturnWhen = "FIRST_COMPLETED" | "FIRST_EXCEPTION" | "ALL_COMPLETED";

/** Options of `waitFutures`. */
export interface WaitFuturesOptions extends AsyncOptions {
  /** When to go on: `"ALL_COMPLETED"` by default. A cancelled future is no exception. */
  readonly returnWhen?: ReturnWhen | undefined;
}

const WHEN = ["FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"];

/**
 * Waits for futures, of any executors, and resolves to those that are done and those that are not; to what is so far after
 * `timeout` ms. Python's `concurrent.futures.wait()`; `wait` is `multiprocessing.connection`'s.
 *
 * @throws {TypeError} If one is no `Future`, or an option is wrong.
 *
 * @example
 * ```ts
 * import { Executor, waitFutures } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new Executor({ maxWorkers: 2 });
 * const futures = [1, 2, 3].map((n) => executor.submit((n: number) => n * n, n));
 * const { done, notDone } = await waitFutures(futures, { returnWhen: "ALL_COMPLETED" });
 * assertEquals([done.size, notDone.size], [3, 0]);
 * ```
 */
export async function waitFutures<F extends Future<unknown>>(
  futures: Iterable<F>,
  options: WaitFuturesOptions = {},
): Promise<{ done: Set<F>; notDone: Set<F> }> {
  const doing = "wait for futures";
  checkOptions(options, ["timeout", "signal", "returnWhen"], doing);
  const { returnWhen = "ALL_COMPLETED", ...limits } = options;
  if (!WHEN.includes(returnWhen)) {
    throw new TypeError(
      `Cannot ${doing} as 'returnWhen' must be ${WHEN.join(", ")}: received ${shown(returnWhen)}`,
    );
  }
  const { timeout, signal } = asyncWait(limits, doing);
  const all = futuresOf(futures, doing);

  const pending = [...all].map(stateOf).filter((state) => !state.isNotified);
  let left = pending.length;
  let hasFailed = [...all].some((future) => stateOf(future).hasFailed);
  const isEnough = () =>
    left === 0 ||
    (returnWhen === "FIRST_COMPLETED" && left < all.size) ||
    (returnWhen === "FIRST_EXCEPTION" && hasFailed);
  if (!isEnough()) {
    const { promise, resolve } = deferred<void>();
    const stops = pending.map((state) =>
      state.observe(() => {
        left--;
        hasFailed ||= state.hasFailed;
        if (isEnough()) resolve();
      })
    );
    try {
      await withDeadline(promise, timeout, () => {}, signal);
    } finally {
      for (const stop of stops) stop();
    }
  }
  const done = new Set<F>(), notDone = new Set<F>();
  for (const future of all) (stateOf(future).isNotified ? done : notDone).add(future);
  return { done, notDone };
}

/** What `asCompleted` gives: a future in an object, as an asynchronous iteration would wait for a bare one and give its result. */
export interface Completed<F extends Future<unknown>> {
  /** The future that is done. */
  readonly future: F;
}

/**
 * Gives futures, of any executors, as they are done, each once; those that are done already first. Rejects with a `TimeoutError`
 * if not all are done `timeout` ms after the call. Python's `concurrent.futures.as_completed()`.
 *
 * @throws {TypeError} If one is no `Future`, or an option is wrong.
 *
 * @example
 * ```ts
 * import { asCompleted, Executor } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * await using executor = new Executor({ maxWorkers: 2 });
 * const futures = [1, 2, 3].map((n) => executor.submit((n: number) => n * n, n));
 * const squares: number[] = [];
 * for await (const { future } of asCompleted(futures)) squares.push(await future);
 * assertEquals(squares.sort(), [1, 4, 9]);
 * ```
 */
export function asCompleted<F extends Future<unknown>>(
  futures: Iterable<F>,
  options?: AsyncOptions,
): AsyncGenerator<Completed<F>, void, undefined> {
  const doing = "wait for futures";
  const { timeout, signal } = asyncWait(options, doing);
  const all = futuresOf(futures, doing);
  const deadline = performance.now() + timeout;

  const { size } = all;
  // A future that was given out is nobody's here, so that it can be collected while others are waited for.
  const done: F[] = [];
  const pending = new Map<F, () => void>();
  let wake = () => {};
  for (const future of all) {
    const state = stateOf(future);
    if (state.isNotified) {
      done.push(future);
      continue;
    }
    const stop = state.observe(() => {
      pending.delete(future);
      done.push(future);
      wake();
    });
    pending.set(future, stop);
  }

  const late = () => {
    const unfinished = `${pending.size} (of ${size}) futures unfinished`;
    throw new TimeoutError(`Cannot complete all futures in time: ${unfinished}`);
  };
  return (async function* () {
    try {
      for (let given = 0; given < size; given++) {
        while (done.length === 0) {
          const next = new Promise<void>((resolve) => wake = resolve);
          await withDeadline(next, Math.max(0, deadline - performance.now()), late, signal);
        }
        yield { future: done.shift()! };
      }
    } finally {
      for (const stop of pending.values()) stop();
    }
  })();
}

/** The futures of an iterable, each once. Their errors count as read: whoever waits for them will see which failed. */
export function futuresOf<F extends Future<unknown>>(futures: Iterable<F>, doing: string): Set<F> {
  if (typeof futures !== "object" || futures === null || !(Symbol.iterator in futures)) {
    throw new TypeError(`Cannot ${doing} as they must be iterable: received ${shown(futures)}`);
  }
  const all = new Set(futures);
  for (const future of all) {
    if (!(future instanceof Future)) {
      throw new TypeError(`Cannot ${doing} as each must be a Future: received ${received(future)}`);
    }
    future.catch(() => {});
  }
  return all;
}
