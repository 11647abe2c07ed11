/** Who made a call, as long as its connection lasts. */
export interface CallerSession {
  /** Calls back when the caller's thread, or its program, is gone. Returns what takes that back. */
  onGone(callback: () => void): () => void;
}

/** A call that is being served. */
export interface Caller {
  readonly session: CallerSession;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

let current: Caller | undefined;

/**
 * Who is calling, for methods that wait or own something. Known only until the method first awaits.
 *
 * @throws {Error} If the method is not called through a proxy.
 */
export function currentCaller(): Caller {
  if (current === undefined) throw new Error("Cannot tell who calls as the call came through no proxy");
  return current;
}

/** Runs `body` on behalf of a caller. */
export function runAsCaller<R>(caller: Caller, body: () => R): R {
  const before = current;
  current = caller;
  try {
    return body();
  } finally {
    current = before;
  }
}
