import { TimeoutError } from "../errors/timeout_error.ts";
import { type AsyncOptions, asyncWait } from "../options/wait_options.ts";
import { type Future, stateOf } from "./future.ts";
import { futuresOf } from "./futures_of.ts";
import { withDeadline } from "../options/in_time.ts";

/** What `asCompleted` gives: a future in an object, as an asynchronous iteration would wait for a bare one and give its result. */
export interface Completed<F extends Future<unknown>> {
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
