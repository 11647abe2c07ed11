import { ProcessError } from "../errors/process_error.ts";
import { thread } from "../memory/thread.ts";
import { shown } from "../options/shown.ts";

/**
 * The backend that is wanted, or else threads, if the runtime has them and the program has what starts them. Throws a
 * `ProcessError` if threads are wanted and cannot be had.
 */
export function chooseBackend(
  wanted: BackendName | undefined,
  knowsThreads: boolean,
  doing: string,
): BackendName {
  const hasThreads = knowsThreads && thread().isShared;
  if (wanted === "thread" && !hasThreads) {
    const why = knowsThreads ? "this runtime has none that share memory" : '"edge.ts" does without them';
    throw new ProcessError(`Cannot ${doing} with threads as ${why}`);
  }
  return wanted ?? (hasThreads ? "thread" : "inline");
}

/** The kinds of backends: worker threads, or the thread that calls. */
export type BackendName = "thread" | "inline";

const NAMES: readonly unknown[] = ["thread", "inline"] satisfies BackendName[];

/** Throws a `TypeError` for what names no backend. */
export function checkBackendName(name: unknown, doing: string): void {
  if (name === undefined || NAMES.includes(name)) return;
  throw new TypeError(`Cannot ${doing} as 'backend' must be "thread" or "inline": received ${shown(name)}`);
}
