import { ProcessError } from "../errors/process_error.ts";
import { thread } from "../memory/thread.ts";
import type { BackendName } from "./backend_name.ts";

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
