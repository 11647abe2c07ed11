import { workerState } from "./worker_state.ts";

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
