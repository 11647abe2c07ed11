import { OutOfMemoryError } from "../errors/system_errors.ts";
import { isTooManyThreads, lackForThread } from "../platform/thread_room.ts";
import type { ThreadOrder } from "./thread_order.ts";
import type { WorkerEvents } from "./worker_handle.ts";
import { threadTable } from "./thread_table.ts";
import { WorkerThread } from "./worker_thread.ts";

/**
 * Starts the thread that an order describes, in a slot that has been claimed for it. On the main thread.
 *
 * @throws {OutOfMemoryError} If a limit of the system's leaves no room for it.
 */
export function createWorker(slot: number, order: ThreadOrder, events: WorkerEvents): WorkerThread {
  const lack = lackForThread(threadTable.size, threadTable.booting);
  if (lack !== undefined) throw new OutOfMemoryError(`Cannot create a worker: ${lack}`);
  try {
    return new WorkerThread(slot, order, events);
  } catch (cause) {
    if (!isTooManyThreads(cause)) throw cause;
    throw new OutOfMemoryError(
      "Cannot create a worker: the system starts no more threads, as its limit for the user (ulimit -u) or for this group of processes is reached",
      { cause },
    );
  }
}
