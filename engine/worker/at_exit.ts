import { checkOptions } from "../options/check_options.ts";
import { addExitHook } from "./epilogue.ts";

/** When an exit function is called. */
export interface AtExitOptions {
  /** Higher ones first; 0 by default. Those below 0 are called after the thread's children have ended. */
  readonly priority?: number | undefined;
}

/** A function that is to be called when a process ends: Python's `util.Finalize` and `atexit`. */
export interface ExitFunction {
  /** Whether it will still be called. */
  readonly stillActive: boolean;
  /** It is not called any more. */
  cancel(): void;
}

/**
 * Has `fn` called when this process, this pool's worker or the program ends by itself, once: in descending order of priority, among
 * equals the last one added first. Functions of a priority of 0 or more come before the children of the thread are ended,
 * which are terminated if they are daemons and waited for if not; the others come after. What a function throws is
 * written to the console. One that is asynchronous is waited for, unless the thread was ended by `Deno.exit()` or by an
 * error, or is the main thread and ended so.
 *
 * A process that is terminated, killed or out of memory calls none. On the main thread they are called when nothing keeps
 * the program running any more. Python's `atexit.register()` and `multiprocessing.util.Finalize`.
 *
 * @throws {TypeError} If `fn` is no function, or an option is unknown.
 * @throws {RangeError} If the priority is not a finite number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { atExit } from "../../mod.ts";
 *
 * const goodbye = atExit(() => console.log("The last words"), { priority: 10 });
 * assertEquals(goodbye.stillActive, true);
 * goodbye.cancel();
 * assertEquals(goodbye.stillActive, false);
 * ```
 */
export function atExit(fn: () => unknown, options: AtExitOptions = {}): ExitFunction {
  if (typeof fn !== "function") {
    throw new TypeError(`Cannot add an exit function as it must be a function: received ${String(fn)}`);
  }
  checkOptions(options, ["priority"], "add an exit function");
  const { priority = 0 } = options;
  if (typeof priority !== "number" || !Number.isFinite(priority)) {
    throw new RangeError(`Cannot add an exit function as 'priority' must be a number: received ${priority}`);
  }
  return addExitHook({ fn, priority });
}
