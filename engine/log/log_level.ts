/**
 * The levels of what is logged: those of Python's `logging` and `multiprocessing.util`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { getLogger, LogLevel } from "../../mod.ts";
 *
 * const logger = getLogger();
 * logger.setLevel(LogLevel.SUBWARNING);
 * assertEquals(logger.level, 25);
 * logger.setLevel("WARNING");
 * ```
 */
export const LogLevel = {
  /** All that is logged. */
  NOTSET: 0,
  SUBDEBUG: 5,
  DEBUG: 10,
  INFO: 20,
  SUBWARNING: 25,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;
/** The name of a level. */
export type LogLevel = keyof typeof LogLevel;

const NAMES = new Map<number, string>(Object.entries(LogLevel).map(([name, level]) => [level, name]));

/** A level's name: `Level 15` if it has none. */
export function levelName(level: number): string {
  return NAMES.get(level) ?? `Level ${level}`;
}

/** A level as a number. Throws a `RangeError` for what is none. */
export function levelNumber(level: LogLevel | number): number {
  const number = typeof level === "string" ? LogLevel[level] : level;
  if (Number.isFinite(number) && number >= 0) return number;
  throw new RangeError(
    `Cannot log as the level must be one of ${Object.keys(LogLevel).join(", ")}, or a number: received ${
      typeof level === "string" ? `"${level}"` : level
    }`,
  );
}
