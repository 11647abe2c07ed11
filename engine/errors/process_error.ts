/**
 * The base of multicore's own errors (Python's `multiprocessing.ProcessError`).
 *
 * @example
 * ```ts
 * import { PoolClosedError, ProcessError, TimeoutError } from "../../mod.ts";
 * import { assert } from "@std/assert";
 *
 * assert(new TimeoutError("too late") instanceof ProcessError);
 * assert(new PoolClosedError("closed") instanceof ProcessError);
 * ```
 */
export class ProcessError extends Error {
  /** The name of the class. */
  override name = "ProcessError";
}
