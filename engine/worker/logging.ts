import { getLogger } from "./get_logger.ts";

/** What a child thread's logger begins with: its parent's. */
export interface Logging {
  readonly level: number;
  readonly toStderr: boolean;
}

/** What a child's logger begins with. */
export function logging(): Logging {
  const { level, toStderr } = getLogger();
  return { level, toStderr };
}

/** Sets this thread's logger up as its parent's. */
export function setLogging({ level, toStderr }: Logging): void {
  const logger = getLogger();
  logger.setLevel(level);
  logger.toStderr = toStderr;
}
