import { checkOptions } from "../options/check_options.ts";
import { type AsyncOptions, asyncWait } from "../options/wait_options.ts";
import { deferred } from "../options/deferred.ts";
import { type Future, stateOf } from "./future.ts";
import { futuresOf } from "./futures_of.ts";
import { withDeadline } from "../options/in_time.ts";

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
      `Cannot ${doing} as 'returnWhen' must be ${WHEN.join(", ")}: received ${String(returnWhen)}`,
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
