/** A promise, and the functions that settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T | PromiseLike<T>) => void;
  readonly reject: (reason: unknown) => void;
}

/** A promise that is settled from outside: `Promise.withResolvers()`, which not every runtime has. */
export function deferred<T>(): Deferred<T> {
  // An error in a function that a constructor of promises calls, as that of a stack that is used up, is lost in the promise.
  if (Promise.withResolvers as unknown !== undefined) return Promise.withResolvers<T>();
  let resolve!: Deferred<T>["resolve"], reject!: Deferred<T>["reject"];
  const promise = new Promise<T>((...settle) => [resolve, reject] = settle);
  return { promise, resolve, reject };
}

/** The longest delay of a timer, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Settles as the promise does, or, after `limit` ms, as `late` returns or throws. Rejects with the signal's reason when that
 * aborts first.
 */
export async function withDeadline<T>(
  promise: PromiseLike<T>,
  limit: number,
  late: () => T,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  if (limit === Infinity && signal === undefined) return await promise;
  const { promise: interrupted, resolve, reject } = deferred<T>();
  const onLate = () => {
    try {
      resolve(late());
    } catch (error) {
      reject(error);
    }
  };
  const onAbort = () => reject(signal!.reason);
  const timer = limit === Infinity ? undefined : setTimeout(onLate, Math.min(limit, MAX_TIMER_MS));
  signal?.addEventListener("abort", onAbort);
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Whether awaiting the value would wait. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null &&
    typeof (value as { then?: unknown }).then === "function";
}
