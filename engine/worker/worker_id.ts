import { workerState } from "./worker_state.ts";

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
