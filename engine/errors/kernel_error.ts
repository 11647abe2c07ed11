import { ProcessError } from "./process_error.ts";

/**
 * A kernel trapped, or an AssemblyScript source does not compile.
 *
 * @example
 * ```ts
 * import { configure, KernelError, SharedArray } from "../../mod.ts";
 * import { grayscale } from "../../kernels/image.ts";
 * import { assertThrows } from "@std/assert";
 *
 * configure({ memory: "64MiB" });
 * using rgba = new SharedArray("u8", 4);
 * using gray = new SharedArray("f32", 1);
 * // Kernels do not check indices: this pixel lies outside of the memory.
 * assertThrows(() => grayscale(rgba, gray, 2 ** 28, 2 ** 28 + 1), KernelError, "out of bounds");
 * ```
 */
export class KernelError extends ProcessError {
  /** The name of the class. */
  override name = "KernelError";
}
