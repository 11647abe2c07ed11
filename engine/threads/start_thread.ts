import { POOL_RING_COUNT, RING_CAPACITY, SLOT_COUNT, WORKER_RING_CAPACITY } from "../core/layout.ts";
import { OutOfMemoryError } from "../errors/system_errors.ts";
import { thread } from "../memory/thread.ts";
import { loggerSettings } from "../log/logger.ts";
import { childIdentity } from "../memory/thread_identity.ts";
import { createWorker } from "./create_worker.ts";
import type { ThreadOrder } from "./thread_order.ts";
import { reapSlot } from "../memory/core_calls.ts";
import { RemoteThread } from "./remote_thread.ts";
import { serveMainThreadRequests } from "./main_thread_requests.ts";
import type { ThreadOptions, WorkerEvents, WorkerHandle } from "./worker_handle.ts";
import { BootstrapError } from "../errors/transfer_errors.ts";
import { unreadErrors } from "../exit/unread_errors.ts";
import { isImportingModule } from "../task/module_lookup.ts";

/**
 * Starts a worker thread; in a worker, has the main thread start it. Throws an `OutOfMemoryError` if there are as many as there
 * can be, here or by the system's limits, and what making its role throws.
 */
export function startThread(options: ThreadOptions, events: WorkerEvents): WorkerHandle {
  const { name, child, daemon, authKey, role, maxHeap } = options;
  const { core, slot: own } = thread();
  const slot = core.claimSlot();
  if (slot < 0) throw tooMany("worker", SLOT_COUNT - 1, "let pools and processes end");
  try {
    const order: ThreadOrder = {
      identity: childIdentity(slot, name, child, daemon, authKey),
      role: role(slot),
      logger: loggerSettings(),
      unreadErrors: unreadErrors(),
      maxHeap,
      keepsProgram: !daemon,
    };
    if (own !== 0) return new RemoteThread(slot, order, events);
    serveMainThreadRequests();
    return createWorker(slot, order, events);
  } catch (error) {
    reapSlot(slot);
    throw error;
  }
}

/** A new ring for the tasks of a pool of this thread's. Throws an `OutOfMemoryError` if there are as many as there can be. */
export function openPoolRing(): number {
  const { core, slot } = thread();
  const ring = core.claimRing();
  if (ring < 0) throw tooMany("pool", POOL_RING_COUNT, "end others with `await using` or terminate()");
  core.openRing(ring, slot === 0 ? RING_CAPACITY : WORKER_RING_CAPACITY);
  return ring;
}

function tooMany(what: string, count: number, advice: string): OutOfMemoryError {
  return new OutOfMemoryError(`Cannot create a ${what}: all ${count} are in use; ${advice}`);
}

/**
 * Refuses to start workers in a worker while it imports a module, most likely the main one, whose top level does so. `doing`
 * says what was asked for, such as "create a pool".
 *
 * @throws {BootstrapError} If the worker is importing one of the program's modules, whose top level is what asks.
 */
export function assertNotBootstrapping(doing: string): void {
  if (thread().slot === 0 || !isImportingModule()) return;
  throw new BootstrapError(
    `Cannot ${doing} while a worker is importing the module that does so: ` +
      "put what the program does, other than its declarations, under `if (import.meta.main) { … }`",
  );
}
