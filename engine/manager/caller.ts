import { isolateState } from "../platform/copies.ts";

/** Who made a call, as long as its connection lasts. */
export interface CallerSession {
  /** Whether the caller's thread, or its program, is gone. */
  readonly isGone: boolean;
  /** Calls back when the caller's thread, or its program, is gone. Returns what takes that back. */
  onGone(callback: () => void): () => void;
}

/** A call that is being served. */
export interface Caller {
  readonly session: CallerSession;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

const serving = isolateState("caller", (): { caller?: Caller | undefined } => ({}));

/**
 * Who is calling, for methods that wait or own something. Known only until the method first awaits.
 *
 * @throws {Error} If the method is not called through a proxy.
 */
export function currentCaller(): Caller {
  const { caller } = serving;
  if (caller === undefined) throw new Error("Cannot tell who calls as the call came through no proxy");
  return caller;
}

/** Runs `body` on behalf of a caller. */
export function runAsCaller<R>(caller: Caller, body: () => R): R {
  const before = serving.caller;
  serving.caller = caller;
  try {
    return body();
  } finally {
    serving.caller = before;
  }
}

/** Callers that wait for something, in their order. One that is gone leaves the list. */
export class WaitList {
  readonly #waiting = new Set<{ readonly caller: Caller; wake(): void }>();

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Resolves to whether it was woken, before `timeout` milliseconds passed. Rejects if the caller gives up. */
  wait(caller: Caller, timeout: number = Infinity): Promise<boolean> {
    const { signal } = caller;
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const leave = () => {
        this.#waiting.delete(entry);
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      };
      const abort = () => (leave(), reject(signal.reason));
      const entry = { caller, wake: () => (leave(), resolve(true)) };
      this.#waiting.add(entry);
      signal.addEventListener("abort", abort);
      if (timeout < 2 ** 31) timer = setTimeout(() => (leave(), resolve(false)), timeout);
    });
  }

  /** Wakes the one that has waited longest, and returns it. */
  wake(): Caller | undefined {
    for (const entry of this.#waiting) {
      entry.wake();
      return entry.caller;
    }
    return undefined;
  }

  /** Wakes all. */
  wakeAll(): void {
    while (this.wake() !== undefined);
  }
}
