import { thread } from "../memory/thread.ts";

let idle: Int32Array<SharedArrayBuffer> | undefined;

/** Reads a word of the control memory. Addresses are byte offsets. */
export function loadWord(address: number): number {
  return Atomics.load(thread().words, address >> 2);
}

/** Writes a word of the control memory that this thread alone may write, or that any may. */
export function storeWord(address: number, value: number): void {
  Atomics.store(thread().words, address >> 2, value);
}

/** Writes a word of the control memory, and returns what it was. */
export function swapWord(address: number, value: number): number {
  return Atomics.exchange(thread().words, address >> 2, value);
}

/** Blocks this thread until the word is no longer `seen` and somebody notifies, or `timeout` ms pass. */
export function sleepOnWord(
  address: number,
  seen: number,
  timeout: number,
): "ok" | "not-equal" | "timed-out" {
  return Atomics.wait(thread().words, address >> 2, seen, timeout);
}

/**
 * Calls back from the event loop once the word is no longer `seen` and somebody notifies; false if it is not `seen` any more. One
 * at a time.
 */
export function whenNotified(address: number, seen: number, callback: () => void): boolean {
  const here = thread();
  if (here.isShared) {
    const { async, value } = Atomics.waitAsync(here.words, address >> 2, seen);
    if (async) value.then(callback);
    return async;
  }
  // Nobody else changes anything, so a look after each change of this thread's own is enough.
  if (loadWord(address) !== seen) return false;
  here.afterCall = () => {
    if (loadWord(address) === seen) return;
    here.afterCall = undefined;
    queueMicrotask(callback);
  };
  return true;
}

/** Blocks this thread for a moment, so that another can finish what it is in the middle of. */
export function pauseBriefly(): void {
  // A word of its own, which nobody writes or notifies.
  Atomics.wait(idle ??= new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0.05);
}
