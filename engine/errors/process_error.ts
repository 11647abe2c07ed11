const isInstance = Function.prototype[Symbol.hasInstance];

/** Under this symbol a class's prototype has the class's name. All copies of this library know it, whatever their version. */
const KIND = Symbol.for("multicore error");

/** The library's classes of errors, as far as the program has them, by name: a bundle may rename them. */
export const errorClasses: Map<string, { readonly prototype: Error }> = new Map();

/** Makes one of this library's classes of errors the same as those of that name in other copies. */
export function nameErrorClass(Class: { readonly prototype: Error }, name: string): void {
  Object.defineProperty(Class.prototype, KIND, { value: name });
  errorClasses.set(name, Class);
}

/** The name that a prototype was given by {@linkcode nameErrorClass} of any copy. */
export function errorKind(prototype: object): string | undefined {
  return Object.getOwnPropertyDescriptor(prototype, KIND)?.value;
}

/**
 * The base of multicore's own errors (Python's `multiprocessing.ProcessError`).
 *
 * @example
 * ```ts
 * import { PoolClosedError, ProcessError, TimeoutError } from "../../mod.ts";
 * import { assert } from "@std/assert";
 *
 * assert(new TimeoutError("too late") instanceof ProcessError);
 * assert(new PoolClosedError("closed") instanceof ProcessError);
 * ```
 */
export class ProcessError extends Error {
  /** The name of the class. */
  override name = "ProcessError";

  static {
    nameErrorClass(this, "ProcessError");
  }

  /**
   * Knows an error of any copy of this library in the program by its class.
   *
   * @internal
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (isInstance.call(this, value)) return true;
    const kind = errorKind(this.prototype);
    if (kind === undefined || !(value instanceof Error)) return false;
    let at: object | null = value;
    while (at !== null && errorKind(at) !== kind) at = Object.getPrototypeOf(at);
    return at !== null;
  }
}
