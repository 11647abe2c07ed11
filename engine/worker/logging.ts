import { getLogger } from "./get_logger.ts";

/** What a child thread's logger begins with: its parent's. */
export interface LoggerSettings {
  readonly level: number;
  readonly toStderr: boolean;
}

/** What a child's logger begins with. */
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
