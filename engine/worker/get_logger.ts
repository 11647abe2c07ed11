import { Logger } from "./logger.ts";

// Two copies of the library in one isolate share one logger.
const KEY = Symbol.for("multicore.logger/1");
const globals = globalThis as { [KEY]?: Logger };

/**
 * This thread's logger, to which the engine writes what processes and pools do. Python's `multiprocessing.get_logger()`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { getLogger } from "../../mod.ts";
 *
 * assertEquals(getLogger() === getLogger(), true);
 * ```
 */
export function getLogger(): Logger {
  return globals[KEY] ??= new Logger();
}
