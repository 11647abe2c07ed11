import { ProcessError } from "./process_error.ts";

/** The shared memory has no free block of the requested size, or a table of the engine is full. */
export class OutOfMemoryError extends ProcessError {
  override name = "OutOfMemoryError";
}
