import type { Caller } from "../caller.ts";

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
