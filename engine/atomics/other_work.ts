import { actor } from "../memory/thread_local.ts";

/**
 * What this thread itself could run while it waits, as the inline backend's tasks: each function runs one thing, and says whether
 * there was one.
 */
export const otherWork: Set<() => boolean> = new Set();

/** Runs one thing; false if there is none. Throws a `ProcessError` if that has ended who waits. */
export function runOtherWork(): boolean {
  if (otherWork.size === 0) return false;
  const caller = actor();
  for (const run of otherWork) {
    if (!run()) continue;
    caller?.throwIfKilled();
    return true;
  }
  return false;
}
