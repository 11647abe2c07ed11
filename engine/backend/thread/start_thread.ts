import {
  POOL_RING_COUNT,
  RING_CAPACITY,
  SLOT_COUNT,
  WORKER_RING_CAPACITY,
} from "../../../kernels/core/layout.ts";
import { OutOfMemoryError } from "../../errors/out_of_memory_error.ts";
import { thread } from "../../memory/thread.ts";
import { loggerSettings } from "../../worker/logging.ts";
import { childIdentity } from "../../worker/self.ts";
import type { ThreadOrder } from "../../worker/worker_order.ts";
import { reapSlot } from "../../memory/reap_slot.ts";
import { RemoteThread } from "./remote_thread.ts";
import { serveMainThreadRequests } from "./serve_asks.ts";
import type { ThreadOptions, WorkerEvents, WorkerHandle } from "./worker_handle.ts";
import { WorkerThread } from "./worker_thread.ts";

/**
 * Starts a worker thread; in a worker, has the main thread start it. Throws an `OutOfMemoryError` if there are as many as there
 * can be, and what making its role throws.
 */
export function startThread(options: ThreadOptions, events: WorkerEvents): WorkerHandle {
  const { name, child, daemon, authKey, role, maxHeap } = options;
  const { core, slot: own } = thread();
  const slot = core.claimSlot();
  if (slot < 0) throw tooMany("worker", SLOT_COUNT - 1);
  try {
    const order: ThreadOrder = {
      identity: childIdentity(slot, name, child, daemon, authKey),
      role: role(slot),
      logger: loggerSettings(),
      maxHeap,
      keepsProgram: !daemon,
    };
    if (own !== 0) return new RemoteThread(slot, order, events);
    serveMainThreadRequests();
    return new WorkerThread(slot, order, events);
  } catch (error) {
    reapSlot(slot);
    throw error;
  }
}

/** A new ring for the tasks of a pool of this thread's. Throws an `OutOfMemoryError` if there are as many as there can be. */
export function openPoolRing(): number {
  const { core, slot } = thread();
  const ring = core.claimRing();
  if (ring < 0) throw tooMany("pool", POOL_RING_COUNT);
  core.openRing(ring, slot === 0 ? RING_CAPACITY : WORKER_RING_CAPACITY);
  return ring;
}

function tooMany(what: string, count: number): OutOfMemoryError {
  return new OutOfMemoryError(`Cannot create a ${what}: all ${count} are in use`);
}
