import { ProcessError } from "./process_error.ts";

/**
 * Shared memory was to be created under a name that is taken (Python's `FileExistsError`).
 *
 * @example
 * ```ts
 * import { FileExistsError, SharedMemory } from "../../mod.ts";
 * import { assertThrows } from "@std/assert";
 *
 * using _ = new SharedMemory({ name: "frames", create: true, size: 64 });
 * assertThrows(() => new SharedMemory({ name: "frames", create: true, size: 64 }), FileExistsError);
 * ```
 */
export class FileExistsError extends ProcessError {
  /** The name of the class. */
  override name = "FileExistsError";
}
