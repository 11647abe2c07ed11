import type { TaskRequest } from "../backend.ts";

/** A submitted task, until it is settled. */
export interface PendingTask {
  readonly request: TaskRequest;
  /** Number of its cell, -1 while it waits for one. */
  cell: number;
  /** Hold of the message with its arguments, 0 if they need none. */
  message: number;
  settled: boolean;
  /** Why its worker is being killed. */
  stopReason: { readonly reason: unknown } | undefined;
  startedAt: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  onAbort: (() => void) | undefined;
}
