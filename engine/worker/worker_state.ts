import { ProcessError } from "../errors/process_error.ts";
import { ThreadLocal } from "../memory/thread_local.ts";

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

/**
 * Inside a task: what the initializer of its pool or executor returned in this worker (what its promise resolved to, if it
 * returned one); `undefined` without an initializer. A worker that replaces another runs the initializer anew. After mpire's
 * `worker_state`.
 *
 * A function that calls this is not self-contained: it must be an export of a module.
 *
 * @throws {ProcessError} If this thread is no pool's worker.
 *
 * @example
 * ```ts
 * import { importTasks, Pool } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const library = import.meta.resolve("../../mod.ts");
 * const source = `import { workerContext } from "${library}"; export const scale = (n) => n * workerContext().factor;`;
 * const tasks = importTasks<{ scale(n: number): number }>(`data:text/javascript,${encodeURIComponent(source)}`);
 *
 * await using pool = new Pool({
 *   processes: 1,
 *   initializer: (factor: number) => ({ factor }),
 *   initArgs: [10],
 * });
 * assertEquals(await pool.map(tasks.scale, [1, 2, 3]), [10, 20, 30]);
 * ```
 */
export function workerContext<T = unknown>(): T {
  return workerState("get the worker's context").context as T;
}

/**
 * Inside a task: the number of its worker, from 0 to one less than the number of workers. No two live workers of a pool have
 * the same; one that replaces another takes its number over. After mpire's `worker_id`.
 *
 * A function that calls this is not self-contained: it must be an export of a module.
 *
 * @throws {ProcessError} If this thread is no pool's worker.
 *
 * @example
 * ```ts
 * import { importTasks, Pool } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const library = import.meta.resolve("../../mod.ts");
 * const source = `import { workerId } from "${library}"; export const where = () => workerId();`;
 * const tasks = importTasks<{ where(): number }>(`data:text/javascript,${encodeURIComponent(source)}`);
 *
 * await using pool = new Pool(1);
 * assertEquals(await pool.run(tasks.where), 0);
 * ```
 */
export function workerId(): number {
  return workerState("get the worker's number").id;
}
