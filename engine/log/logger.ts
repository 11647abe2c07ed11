import { levelName, levelNumber, LogLevel } from "./log_level.ts";
import { isolateState } from "../platform/copies.ts";
import { ownIdentity } from "../memory/thread_identity.ts";
import { shown } from "../options/shown.ts";

/** One thing that was logged. */
export interface LogRecord {
  /** Its level's number: see {@linkcode LogLevel}. */
  readonly level: number;
  /** The level's name, or `Level 15` if it has none. */
  readonly levelName: string;
  /** The name of the process that logs. */
  readonly processName: string;
  /** The text. */
  readonly message: string;
}

/**
 * A thread's logger: Python's logger `multiprocessing`. There is one in each thread; it starts with its parent's level, and writes
 * to the console if its parent's does. Other handlers stay where they were added.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { getLogger } from "../../mod.ts";
 *
 * const logger = getLogger();
 * const seen: string[] = [];
 * const stop = logger.addHandler(({ levelName, processName, message }) =>
 *   seen.push(`[${levelName}/${processName}] ${message}`)
 * );
 * logger.setLevel("INFO");
 * logger.info("ready");
 * logger.debug("not seen");
 * stop();
 * logger.setLevel("WARNING");
 * assertEquals(seen, ["[INFO/MainProcess] ready"]);
 * ```
 */
export class Logger {
  #level: number = LogLevel.WARNING;
  #toStderr: (() => void) | undefined;
  readonly #handlers = new Set<(record: LogRecord) => void>();

  /** The level below which nothing is logged. */
  get level(): number {
    return this.#level;
  }

  /** Sets the level: a name, or a number between others. Throws a `RangeError` for what is neither. */
  setLevel(level: LogLevel | number): void {
    this.#level = levelNumber(level);
  }

  /** Whether anything would come of logging at this level. */
  isEnabledFor(level: number): boolean {
    return level >= this.#level && this.#handlers.size > 0;
  }

  /** Has `handler` called with all that is logged in this thread, until the function that is returned is called. */
  addHandler(handler: (record: LogRecord) => void): () => void {
    if (typeof handler !== "function") {
      throw new TypeError(`Cannot add a handler as it must be a function: received ${shown(handler)}`);
    }
    // An object of its own, so that a handler that is added twice is called twice.
    const added = (record: LogRecord) => handler(record);
    this.#handlers.add(added);
    return () => void this.#handlers.delete(added);
  }

  /** Whether it writes to the console. */
  get toStderr(): boolean {
    return this.#toStderr !== undefined;
  }

  set toStderr(toStderr: boolean) {
    if (toStderr === this.toStderr) return;
    this.#toStderr?.();
    this.#toStderr = toStderr
      ? this.addHandler(({ levelName, processName, message }) =>
        console.error(`[${levelName}/${processName}] ${message}`)
      )
      : undefined;
  }

  /** Logs a message, which may be made only if anybody wants it. */
  log(level: LogLevel | number, message: string | (() => string)): void {
    const number = levelNumber(level);
    if (!this.isEnabledFor(number)) return;
    const record: LogRecord = {
      level: number,
      levelName: levelName(number),
      processName: ownIdentity().name,
      message: typeof message === "string" ? message : message(),
    };
    for (const handler of this.#handlers) handler(record);
  }

  /** Logs at level 5: what the engine does, in great detail. */
  subDebug(message: string | (() => string)): void {
    this.log(LogLevel.SUBDEBUG, message);
  }

  /** Logs at level 10. */
  debug(message: string | (() => string)): void {
    this.log(LogLevel.DEBUG, message);
  }

  /** Logs at level 20. */
  info(message: string | (() => string)): void {
    this.log(LogLevel.INFO, message);
  }

  /** Logs at level 25. */
  subWarning(message: string | (() => string)): void {
    this.log(LogLevel.SUBWARNING, message);
  }

  /** Logs at level 30. */
  warning(message: string | (() => string)): void {
    this.log(LogLevel.WARNING, message);
  }

  /** Logs at level 40. */
  error(message: string | (() => string)): void {
    this.log(LogLevel.ERROR, message);
  }

  /** Logs at level 50. */
  critical(message: string | (() => string)): void {
    this.log(LogLevel.CRITICAL, message);
  }
}

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
  return isolateState("logger", () => new Logger());
}

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

/** The settings that a child thread's logger takes over from its parent's. */
export interface LoggerSettings {
  readonly level: number;
  readonly toStderr: boolean;
}

/** The settings that a child's logger begins with. */
export function loggerSettings(): LoggerSettings {
  const { level, toStderr } = getLogger();
  return { level, toStderr };
}

/** Sets this thread's logger up as its parent's. */
export function applyLoggerSettings({ level, toStderr }: LoggerSettings): void {
  const logger = getLogger();
  logger.setLevel(level);
  logger.toStderr = toStderr;
}
