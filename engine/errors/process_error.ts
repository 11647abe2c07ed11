/** The base of multicore's own errors (Python's `multiprocessing.ProcessError`). */
export class ProcessError extends Error {
  override name = "ProcessError";
}
