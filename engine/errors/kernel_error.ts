import { ProcessError } from "./process_error.ts";

/** A kernel trapped, or an AssemblyScript source does not compile. */
export class KernelError extends ProcessError {
  override name = "KernelError";
}
