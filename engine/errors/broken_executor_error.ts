import { ProcessError } from "./process_error.ts";

/**
 * A pool or an executor can run nothing any more: its initializer threw, its workers die before they are ready, or an executor's
 * workers were terminated (Python's `BrokenExecutor` and `BrokenProcessPool`). A single worker that dies breaks nothing: its task
 * rejects with a `WorkerLostError`, and another worker takes its place.
 *
 * @example
 * ```ts
 * import { BrokenExecutorError, Executor } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await using executor = new Executor({
 *   maxWorkers: 1,
 *   initializer: () => {
 *     throw new Error("no licence");
 *   },
 * });
 * await assertRejects(() => executor.submit(() => 1), BrokenExecutorError, "no licence");
 * ```
 */
export class BrokenExecutorError extends ProcessError {
  /** The name of the class. */
  override name = "BrokenExecutorError";
}
