import { thread } from "../memory/thread.ts";

/** Reads a word of the control memory. Addresses are byte offsets. */
export function loadWord(address: number): number {
  return Atomics.load(thread().words, address >> 2);
}

/** Writes a word of the control memory that this thread alone may write, or that any may. */
export function storeWord(address: number, value: number): void {
  Atomics.store(thread().words, address >> 2, value);
}

/** Blocks this thread until the word is no longer `seen` and somebody notifies, or `timeout` ms pass. */
export function sleepOnWord(
  address: number,
  seen: number,
  timeout: number,
): "ok" | "not-equal" | "timed-out" {
  return Atomics.wait(thread().words, address >> 2, seen, timeout);
}
