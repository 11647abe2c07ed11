import { KIND_CONNECTION } from "../core/layout.ts";
import { layoutSymbol } from "../platform/copies.ts";
import { Handle } from "../memory/handle.ts";

/** What makes a process one of those that write into a queue: it takes a hold of its own, which ends with it. */
export const becomeWriter: unique symbol = layoutSymbol("becomeWriter") as never;

/** Who can write into a queue until it ends: a process that has not been started. */
export interface QueueWriter {
  /**
   * @internal
   */
  [becomeWriter](end: Handle): void;
}

/**
 * Has a queue closed when the last of its writers has ended. Each holds the writing end of a pipe into the queue, and the core closes
 * what a pipe writes when nobody holds that end any more.
 *
 * @throws {TypeError} If they are not processes that have not been started.
 */
export function closeAfter(queue: Handle, writers: readonly QueueWriter[]): void {
  const doing = "tell a queue who its writers are";
  if (!Array.isArray(writers) || writers.length === 0) {
    throw new TypeError(`Cannot ${doing} as they must be an array of processes: received ${String(writers)}`);
  }
  for (const writer of writers) {
    if (typeof writer?.[becomeWriter] === "function") continue;
    throw new TypeError(`Cannot ${doing} as each must be a process: received ${String(writer)}`);
  }
  using end = Handle.object(KIND_CONNECTION, "the writers of a queue", 0, queue.record);
  for (const writer of writers) writer[becomeWriter](end);
}
