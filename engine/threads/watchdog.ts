import { longBlockingHooks } from "../waiting/blocking.ts";
import { OutOfMemoryError } from "../errors/system_errors.ts";
import { Slot } from "../memory/slot.ts";
import { isolateState } from "../platform/copies.ts";
import { portsOf } from "../platform/lifeline.ts";
import type { WatchOrder } from "./thread_order.ts";
import { startThread } from "./start_thread.ts";
import { type StartListener, startListeners, type WorkerThread } from "./worker_thread.ts";

// While this thread blocks it does not learn from the runtime that a worker has died, and one that runs out of memory leaves no
// word. So a worker that is told by the lifelines of the others reports that in their slots. It is started once this
// thread has blocked for a while.

const watched = new Map<WorkerThread, WatchOrder>();
let watchdog: WorkerThread | undefined;

const WATCHDOG = { kind: "watchdog" } as const;

const onStart: StartListener = (worker, { slot, role }, lifeline) => {
  if (role.kind === "watchdog") return;
  const order = { slot, generation: new Slot(slot).generation, lifeline };
  watched.set(worker, order);
  worker.exited.then(() => watched.delete(worker));
  if (watchdog !== undefined) send(watchdog, worker, order);
};

const onLongBlock = () => {
  if (watchdog !== undefined || watched.size === 0) return;
  const options = { name: "Watchdog", child: 0, daemon: true, role: () => WATCHDOG, maxHeap: undefined };
  try {
    watchdog = startThread(options, { onEnd: () => watchdog = undefined }) as WorkerThread;
  } catch (error) {
    // There is no room for one more thread. Deaths are told once this thread blocks no more.
    if (error instanceof OutOfMemoryError) return;
    throw error;
  }
  for (const [worker, order] of watched) send(watchdog, worker, order);
};

// One copy of this library keeps watch for all.
startListeners.add(isolateState("watch", () => onStart));
longBlockingHooks.add(isolateState("watchdog", () => onLongBlock));

function send(watchdog: WorkerThread, worker: WorkerThread, order: WatchOrder): void {
  const ports = portsOf(order.lifeline);
  watchdog.post(order, ports);
  // A port is gone from here.
  if (ports.length > 0) watched.delete(worker);
}
