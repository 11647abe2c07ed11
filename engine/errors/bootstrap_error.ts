import { ProcessError } from "./process_error.ts";

/** A pool or a process was created while a worker was importing the main module: the program lacks an `if (import.meta.main)` guard. */
export class BootstrapError extends ProcessError {
  override name = "BootstrapError";
}
