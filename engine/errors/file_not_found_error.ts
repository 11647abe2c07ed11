import { ProcessError } from "./process_error.ts";

/**
 * No shared memory has that name, or none any more (Python's `FileNotFoundError`).
 *
 * @example
 * ```ts
 * import { FileNotFoundError, SharedMemory } from "../../mod.ts";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => new SharedMemory({ name: "nobody's" }), FileNotFoundError);
 * ```
 */
export class FileNotFoundError extends ProcessError {
  /** The name of the class. */
  override name = "FileNotFoundError";
}
