import { getLogger } from "./get_logger.ts";
import type { LogLevel } from "./log_level.ts";
import type { Logger } from "./logger.ts";

/**
 * Has the logger of this thread, and of those that it starts from now on, write to the console: `[LEVEL/ProcessName] message`.
 * Calling it again writes nothing twice. Python's `multiprocessing.log_to_stderr()`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { logToStderr } from "../../mod.ts";
 *
 * const logger = logToStderr("ERROR");
 * assertEquals(logger.level, 40);
 * ```
 */
export function logToStderr(level?: LogLevel | number): Logger {
  const logger = getLogger();
  if (level !== undefined) logger.setLevel(level);
  logger.toStderr = true;
  return logger;
}
