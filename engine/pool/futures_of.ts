import { Future } from "./future.ts";

/** The futures of an iterable, each once. Their errors count as read: whoever waits for them will see which failed. */
export function futuresOf<F extends Future<unknown>>(futures: Iterable<F>, doing: string): Set<F> {
  if (typeof futures !== "object" || futures === null || !(Symbol.iterator in futures)) {
    throw new TypeError(`Cannot ${doing} as they must be iterable: received ${String(futures)}`);
  }
  const all = new Set(futures);
  for (const future of all) {
    if (!(future instanceof Future)) {
      throw new TypeError(`Cannot ${doing} as each must be a Future: received ${String(future)}`);
    }
    future.catch(() => {});
  }
  return all;
}
