/**
 * What a worker thread starts with. It takes a Web Lock that it never gives back, because only a thread that holds one is
 * really stopped by `terminate()`; nothing of the user's is imported before the lock is granted.
 *
 * @module
 */
import { workerData } from "node:worker_threads";
import process from "node:process";
import { keepAlive } from "./atomics/keep_alive.ts";
import "./shared_types.ts";
import { joinEngine, thread } from "./memory/thread.ts";
import { holdLockForLife, setMainModule, soon } from "./platform.ts";
import { nameWorker } from "./process/name_worker.ts";
import { runProcess } from "./process/run_process.ts";
import { runPoolWorker } from "./worker/run_pool_worker.ts";
import { runWatchdog } from "./worker/run_watchdog.ts";
import type { WorkerOrder } from "./worker/worker_order.ts";

const order = workerData as WorkerOrder;

holdLockForLife(order.lock, start);

function start(): void {
  joinEngine(order.memories, order.slot);
  setMainModule(order.mainModule);
  // The lock keeps this thread's event loop alive already.
  keepAlive.use({ hold() {}, letGo() {} });
  const { role } = order;
  nameWorker(order.name);
  // From a timer callback: there running out of memory is reported to the main thread, and being stopped is not.
  if (role.kind === "watchdog") runWatchdog();
  else if (role.kind === "pool") soon(() => void runPoolWorker(role, exit));
  else runProcess(order.name, role.message, exit);
}

/** Ends this thread in order. */
function exit(code: number): void {
  thread().core.finish(code);
  process.exit(code);
}
