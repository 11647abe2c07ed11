/** The kinds of backends: worker threads, or the thread that calls. */
export type BackendName = "thread" | "inline";

const NAMES: readonly unknown[] = ["thread", "inline"] satisfies BackendName[];

/** Throws a `TypeError` for what names no backend. */
export function checkBackendName(name: unknown, doing: string): void {
  if (name === undefined || NAMES.includes(name)) return;
  throw new TypeError(`Cannot ${doing} as 'backend' must be "thread" or "inline": received ${String(name)}`);
}
