/** A memory seen as 32-bit words. Addresses below are byte offsets in it. */
export type Words = Int32Array<SharedArrayBuffer>;

/** How a blocking wait ended. */
export type WaitResult = "ok" | "not-equal" | "timed-out";

/** Reads a word, after all that was written before it was. */
export function loadWord(words: Words, address: number): number {
  return Atomics.load(words, address >> 2);
}

/** Reads a counter, which goes from 0 to 2^32 − 1 and around, after all that was written before it was. */
export function loadCount(words: Words, address: number): number {
  return Atomics.load(words, address >> 2) >>> 0;
}

/** Reads a counter that does not change meanwhile. */
export function readCount(words: Words, address: number): number {
  return words[address >> 2]! >>> 0;
}

/** Writes a word that this thread alone may write, or that any may. */
export function storeWord(words: Words, address: number, value: number): void {
  Atomics.store(words, address >> 2, value);
}

/** Writes a word, and returns the value that it had. */
export function swapWord(words: Words, address: number, value: number): number {
  return Atomics.exchange(words, address >> 2, value);
}

/** Writes a word if its value is the expected one, and says whether it was. */
export function replaceWord(words: Words, address: number, expected: number, replacement: number): boolean {
  return Atomics.compareExchange(words, address >> 2, expected, replacement) === expected;
}

/** Blocks this thread until the word is no longer `seen` and somebody notifies, or `timeout` ms pass. */
export function sleepOnWord(words: Words, address: number, seen: number, timeout: number): WaitResult {
  return Atomics.wait(words, address >> 2, seen, timeout);
}

/**
 * Calls back from the event loop once the word is no longer `seen` and somebody notifies; false if the word is not `seen` any
 * more. The memory must be shared.
 */
export function whenWordNotified(words: Words, address: number, seen: number, callback: () => void): boolean {
  const { async, value } = Atomics.waitAsync(words, address >> 2, seen);
  if (async) value.then(callback);
  return async;
}

let idle: Words | undefined;

/** Blocks this thread for a moment, so that another can finish what it is in the middle of. */
export function pauseBriefly(): void {
  // A word of its own, which nobody writes or notifies.
  Atomics.wait(idle ??= new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0.05);
}

/** JavaScript that counts one more in the first of `words`, for a thread that runs a text and imports nothing. */
export const COUNT_ONE = "Atomics.add(words, 0, 1)";
