/**
 * What this thread itself could run while it waits, as the inline backend's tasks: each function runs one thing, and says whether
 * there was one.
 */
export const otherWork: Set<() => boolean> = new Set();

/** Runs one thing; false if there is none. */
export function runOtherWork(): boolean {
  for (const run of otherWork) if (run()) return true;
  return false;
}
