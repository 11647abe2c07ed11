/**
 * What a worker thread starts with. It takes a Web Lock that it never gives back, because only a thread that holds one is
 * really stopped by `terminate()`; nothing of the user's is imported before the lock is granted.
 *
 * @module
 */
import { workerData } from "node:worker_threads";
import process from "node:process";
import { STATE_READY } from "../kernels/core/layout.ts";
import { keepAlive } from "./atomics/keep_alive.ts";
import "./kernel/engine_host.ts";
import "./shared/shared_array.ts";
import "./shared/value.ts";
import "./task/block_reference.ts";
import { joinEngine, thread } from "./memory/thread.ts";
import { holdLockForLife, setMainModule } from "./platform.ts";
import { nameWorker } from "./process/name_worker.ts";
import { runProcess } from "./process/run_process.ts";
import { initializeWorker } from "./worker/initialize_worker.ts";
import { TaskLoop } from "./worker/task_loop.ts";
import type { WorkerOrder } from "./worker/worker_order.ts";

const order = workerData as WorkerOrder;

holdLockForLife(() => void start());

async function start(): Promise<void> {
  const { core } = joinEngine(order.memories, order.slot);
  setMainModule(order.mainModule);
  // The lock keeps this thread's event loop alive already.
  keepAlive.use({ hold() {}, letGo() {} });
  const { role } = order;
  nameWorker(order.name);
  if (role.kind === "pool") {
    core.setState(STATE_READY);
    if (role.initializer !== undefined && !await initializeWorker(role.initializer)) return;
    new TaskLoop(role, () => exit(0)).start();
  } else {
    await runProcess(order.name, role.message, exit);
  }
}

/** Ends this thread in order. */
function exit(code: number): void {
  thread().core.finish(code);
  process.exit(code);
}
