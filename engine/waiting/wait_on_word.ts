import { loadCount, sleepOnWord as sleep, type WaitResult, whenWordNotified } from "../atomics/words.ts";
import { thread } from "../memory/thread.ts";

/**
 * Blocks this thread until the word at an address of the control memory is no longer `seen` and somebody notifies, or `timeout`
 * ms pass.
 */
export function sleepOnWord(address: number, seen: number, timeout: number): WaitResult {
  return sleep(thread().words, address, seen, timeout);
}

/**
 * Calls back from the event loop once the word at an address of the control memory is no longer `seen` and somebody notifies;
 * false if the word is not `seen` any more. One at a time.
 */
export function whenNotified(address: number, seen: number, callback: () => void): boolean {
  const here = thread();
  if (here.isShared) return whenWordNotified(here.words, address, seen, callback);
  // Nobody else changes anything, so a look after each change of this thread's own is enough.
  if (loadCount(here.words, address) !== seen) return false;
  here.afterCall = () => {
    if (loadCount(here.words, address) === seen) return;
    here.afterCall = undefined;
    queueMicrotask(callback);
  };
  return true;
}
