import { nameErrorClass, ProcessError } from "./process_error.ts";

/**
 * The shared memory has no free block of the requested size, or a table of the engine is full.
 *
 * @example
 * ```ts
 * import { configure, OutOfMemoryError, SharedArray } from "../../mod.ts";
 * import { assertThrows } from "@std/assert";
 *
 * configure({ memory: "64MiB" });
 * assertThrows(() => new SharedArray("f64", 10_000_000), OutOfMemoryError, "80000000 bytes");
 * ```
 */
export class OutOfMemoryError extends ProcessError {
  /** The name of the class. */
  override name = "OutOfMemoryError";

  static {
    nameErrorClass(this, "OutOfMemoryError");
  }
}

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

  static {
    nameErrorClass(this, "FileExistsError");
  }
}

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

  static {
    nameErrorClass(this, "FileNotFoundError");
  }
}
