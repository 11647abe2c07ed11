import { SLOT_GENERATION } from "../../../kernels/core/layout.ts";
import { whileBlocking } from "../../atomics/while_blocking.ts";
import { loadWord } from "../../atomics/word.ts";
import { slotField } from "../../memory/slot.ts";
import type { WatchOrder } from "../../worker/worker_order.ts";
import { startThread } from "./start_thread.ts";
import { startListeners, type WorkerThread } from "./worker_thread.ts";

// While this thread blocks it does not learn from the runtime that a worker has died, and one that runs out of memory leaves no
// word. So a worker that is told by the locks of the others reports that in their slots. It is started once this
// thread has blocked for a while.

const watched = new Map<WorkerThread, WatchOrder>();
let watchdog: WorkerThread | undefined;

const WATCHDOG = { kind: "watchdog" } as const;

startListeners.add((worker, { slot, lock, role }) => {
  if (role.kind === "watchdog") return;
  const order = { slot, generation: loadWord(slotField(slot, SLOT_GENERATION)), lock };
  watched.set(worker, order);
  worker.exited.then(() => watched.delete(worker));
  watchdog?.post(order);
});

whileBlocking.add(() => {
  if (watchdog !== undefined || watched.size === 0) return;
  const options = { name: "Watchdog", child: 0, daemon: true, role: () => WATCHDOG, maxHeap: undefined };
  watchdog = startThread(options, { onEnd: () => watchdog = undefined }) as WorkerThread;
  for (const order of watched.values()) watchdog.post(order);
});
