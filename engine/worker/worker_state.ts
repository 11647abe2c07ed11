import { ProcessError } from "../errors/process_error.ts";

/** What a pool's worker knows of itself. */
export interface WorkerState {
  /** Its number among the pool's live workers, from 0. */
  readonly id: number;
  /** What the pool's initializer returned. */
  context: unknown;
}

// Two copies of the library in one isolate (a worker's bundle and a module that imports the library) are one worker.
const KEY = Symbol.for("multicore.worker/1");
const globals = globalThis as { [KEY]?: WorkerState };

/** Makes this thread a pool's worker. */
export function setWorkerState(state: WorkerState): WorkerState {
  return globals[KEY] = state;
}

/** This worker's. Throws a `ProcessError` in a thread that is no pool's worker; `doing` says what was asked for. */
export function workerState(doing: string): WorkerState {
  const state = globals[KEY];
  if (state === undefined) throw new ProcessError(`Cannot ${doing} as this thread is no pool's worker`);
  return state;
}
