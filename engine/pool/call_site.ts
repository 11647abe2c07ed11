/** Where a call was made, for the stack of an error that comes back from another thread. */
export interface CallSite {
  readonly stack?: string | undefined;
}

/** Calls in flight up to which each remembers where it was made: that takes longer than to send a small task. */
const MAX_REMEMBERED_CALLS = 100;
const FORGOTTEN: CallSite = {};

/** Whether the engine keeps the frame of a function that ends with a call. If not, as in JavaScriptCore, all frames must do. */
let canFindEntry: boolean | undefined;

function probe(): boolean {
  return hasFramesBelow(probe);
}

function hasFramesBelow(entry: () => unknown): boolean {
  const site: CallSite = {};
  Error.captureStackTrace(site, entry);
  // Read once only: to write the frames out takes far longer than to send a task.
  return site.stack!.includes("\n");
}

/** The place that called `entry`, unless so many calls are `pending` that remembering it would slow them down. */
export function callSite(entry: (...args: never[]) => unknown, pending: number): CallSite {
  if (pending > MAX_REMEMBERED_CALLS) return FORGOTTEN;
  const site: CallSite = {};
  canFindEntry ??= probe();
  Error.captureStackTrace(site, canFindEntry ? entry : undefined);
  return site;
}

const told = new WeakSet<Error>();

/** Adds to an error's stack, once, where the call was made that led to it. */
export function addCallSite(error: unknown, site: CallSite): void {
  if (!(error instanceof Error) || told.has(error) || Object.isFrozen(error)) return;
  told.add(error);
  const frames = site.stack?.split("\n").slice(1).join("\n");
  if (frames) error.stack = `${error.stack}\n    --- called from another thread ---\n${frames}`;
}
