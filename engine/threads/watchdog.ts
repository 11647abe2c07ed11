import { longBlockingHooks } from "../waiting/blocking.ts";
import { Slot } from "../memory/slot.ts";
import type { WatchOrder } from "./thread_order.ts";
import { startThread } from "./start_thread.ts";
import { startListeners, type WorkerThread } from "./worker_thread.ts";

// While this thread, the main one, blocks it does not hear of the end of a worker's lifeline. So once it has blocked for a while, or
// waits for the end of a thread, it starts another that watches all lifelines from then on, and that reports deaths in the
// slots of the dead.

const watched = new Map<WorkerThread, WatchOrder>();
let watchdog: WorkerThread | undefined;

const WATCHDOG = { kind: "watchdog" } as const;

startListeners.add((worker, { slot, role }, { elsewhere }) => {
  if (role.kind === "watchdog") return;
  const order = { slot, generation: new Slot(slot).generation, lifeline: elsewhere };
  if (watchdog !== undefined) return send(watchdog, order);
  watched.set(worker, order);
  worker.exited.then(() => watched.delete(worker));
});

longBlockingHooks.add(() => {
  if (watchdog !== undefined || watched.size === 0) return;
  const options = { name: "Watchdog", child: 0, daemon: true, role: () => WATCHDOG, maxHeap: undefined };
  watchdog = startThread(options, { onEnd: () => watchdog = undefined, onUnstoppable() {} }) as WorkerThread;
  for (const order of watched.values()) send(watchdog, order);
  watched.clear();
});

function send(watchdog: WorkerThread, order: WatchOrder): void {
  watchdog.post(order, [order.lifeline]);
}
