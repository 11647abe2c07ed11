import { nameErrorClass, ProcessError } from "./process_error.ts";

/** One thing that is wrong with a kernel, and where. */
export interface KernelDiagnostic {
  /** The path of the source. */
  readonly file: string;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
  /** The fault in words. */
  readonly message: string;
  /** AssemblyScript's number of the error; 0 where multicore refuses the source, or the kernel itself aborted. */
  readonly code: number;
}

/** Details of a kernel's fault besides its message. */
export interface KernelErrorOptions extends ErrorOptions {
  /** The faults, and where in the sources they are. */
  readonly diagnostics?: readonly KernelDiagnostic[];
}

/**
 * A kernel trapped or refused its arguments, or an AssemblyScript source does not compile.
 *
 * @example
 * ```ts
 * import { KernelError, SharedArray } from "../../mod.ts";
 * import { grayscale } from "../../kernels/image.ts";
 * import { assertThrows } from "@std/assert";
 *
 * using rgba = new SharedArray("u8", 4);
 * using gray = new SharedArray("f32", 1);
 * // The array has one pixel, and the range has two.
 * assertThrows(() => grayscale(rgba, gray, 0, 2), KernelError, "'rgba' must have at least 8 elements");
 * ```
 */
export class KernelError extends ProcessError {
  /** The name of the class. */
  override name = "KernelError";

  static {
    nameErrorClass(this, "KernelError");
  }

  /** The faults, and where in the sources they are: the compiler's errors, or where the kernel aborted. Empty for a trap. */
  readonly diagnostics: readonly KernelDiagnostic[];

  /** An error with a message, the faults and a cause. */
  constructor(message?: string, { diagnostics = [], ...options }: KernelErrorOptions = {}) {
    super(message, options);
    this.diagnostics = diagnostics;
  }
}
