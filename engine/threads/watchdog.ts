import { longBlockingHooks } from "../waiting/blocking.ts";
import { OutOfMemoryError } from "../errors/system_errors.ts";
import { Slot } from "../memory/slot.ts";
import { isolateState } from "../platform/copies.ts";
import type { WatchOrder } from "./thread_order.ts";
import { startThread } from "./start_thread.ts";
import { type StartListener, startListeners, type WorkerThread } from "./worker_thread.ts";

// While this thread, the main one, blocks it does not hear of the end of a worker's lifeline. So once it has blocked for a while, or
// waits for the end of a thread, it starts another that watches all lifelines from then on, and that reports deaths in the
// slots of the dead.

const watched = new Map<WorkerThread, WatchOrder>();
let watchdog: WorkerThread | undefined;

const WATCHDOG = { kind: "watchdog" } as const;

const onStart: StartListener = (worker, { slot, role }, { elsewhere }) => {
  if (role.kind === "watchdog") return;
  const order = { slot, generation: new Slot(slot).generation, lifeline: elsewhere };
  if (watchdog !== undefined) return send(watchdog, order);
  watched.set(worker, order);
  worker.exited.then(() => watched.delete(worker));
};

const onLongBlock = () => {
  if (watchdog !== undefined || watched.size === 0) return;
  const options = { name: "Watchdog", child: 0, daemon: true, role: () => WATCHDOG, maxHeap: undefined };
  try {
    watchdog = startThread(options, {
      onEnd: () => watchdog = undefined,
      onUnstoppable() {},
    }) as WorkerThread;
  } catch (error) {
    // There is no room for one more thread. Deaths are told once this thread blocks no more.
    if (error instanceof OutOfMemoryError) return;
    throw error;
  }
  for (const order of watched.values()) send(watchdog, order);
  watched.clear();
};

// One copy of this library keeps watch for all.
startListeners.add(isolateState("watch", () => onStart));
longBlockingHooks.add(isolateState("watchdog", () => onLongBlock));

function send(watchdog: WorkerThread, order: WatchOrder): void {
  watchdog.post(order, [order.lifeline]);
}
