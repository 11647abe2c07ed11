import { ProcessError } from "../errors/process_error.ts";
import { ThreadLocal } from "./thread_local.ts";

/** What a pool's worker knows of itself. */
export interface WorkerState {
  /** Its number among the pool's live workers, from 0. */
  readonly id: number;
  /** What the pool's initializer returned. */
  context: unknown;
}

const current = new ThreadLocal<WorkerState | undefined>("worker", () => undefined);

/** Makes this thread a pool's worker. */
export function setWorkerState(state: WorkerState): WorkerState {
  current.set(state);
  return state;
}

/** This worker's. Throws a `ProcessError` in a thread that is no pool's worker; `doing` says what was asked for. */
export function workerState(doing: string): WorkerState {
  const state = current.get();
  if (state === undefined) throw new ProcessError(`Cannot ${doing} as this thread is no pool's worker`);
  return state;
}
