import { ProcessError } from "./process_error.ts";

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
}
