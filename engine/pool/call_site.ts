/** Where a call was made, for the stack of an error that comes back from another thread. */
export interface CallSite {
  readonly stack?: string | undefined;
}

/** The place that called `entry`. Cheap: the stack is put into words only when it is needed. */
export function callSite(entry: (...args: never[]) => unknown): CallSite {
  const site: CallSite = {};
  Error.captureStackTrace(site, entry);
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
