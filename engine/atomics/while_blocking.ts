import { HookList } from "./duties.ts";

/** Milliseconds that a thread blocks before its duties are due. */
export const LONG_BLOCK_MS = 500;

/** What this thread has to do when it has been blocking for a while, as nobody else can do it meanwhile. */
export const longBlockingHooks: HookList = /* @__PURE__ */ new HookList();

let depth = 0;

/** Whether this thread blocks, so that its event loop stands still. */
export function isBlocking(): boolean {
  return depth > 0;
}

/** Calls `wait`, in which this thread blocks. */
export function runBlocking<R>(wait: () => R): R {
  depth++;
  try {
    return wait();
  } finally {
    depth--;
  }
}
