/**
 * What a worker thread starts with. It takes hold of its lifeline and never lets go: nothing of the user's is imported before.
 * In Deno that is a Web Lock too, because only a thread that holds one is really stopped by `terminate()`.
 *
 * @module
 */
import process from "node:process";
import { workerData } from "node:worker_threads";
import { keepAlive } from "./waiting/keep_alive.ts";
import "./shared_types.ts";
import { joinEngine } from "./memory/thread.ts";
import "./memory/handle_roll.ts";
import { holdLifeline } from "./platform/lifeline.ts";
import { setMainModule } from "./platform/modules.ts";
import { queueMacrotask } from "./platform/runtime.ts";
import { runProcess } from "./process/run_process.ts";
import { finishThread } from "./exit/exit_reason.ts";
import { hasExitHooks, runExitHooks } from "./exit/exit_hooks.ts";
import { setUnreadErrors } from "./exit/unread_errors.ts";
import { applyLoggerSettings, getLogger } from "./log/logger.ts";
import { runPoolWorker } from "./worker/run_pool_worker.ts";
import { runWatchdog } from "./threads/run_watchdog.ts";
import { setOwnIdentity } from "./memory/thread_identity.ts";
import type { WorkerOrder } from "./threads/thread_order.ts";

const order = workerData as WorkerOrder;

holdLifeline(order, start);

function start(): void {
  joinEngine(order.memories, order.slot);
  setMainModule(order.mainModule);
  // The lifeline keeps this thread's event loop alive already.
  keepAlive.use({ hold() {}, letGo() {} });
  const { role } = order;
  setOwnIdentity(order.identity);
  applyLoggerSettings(order.logger);
  setUnreadErrors(order.unreadErrors);
  // From a timer callback: there running out of memory is reported to the main thread, and being stopped is not.
  if (role.kind === "watchdog") runWatchdog();
  else if (role.kind === "pool") queueMacrotask(() => void runPoolWorker(role, exit));
  else runProcess(role.message, exit);
}

let isEnding = false;

/** Ends this thread in order. */
function exit(code: number): void {
  if (isEnding) return;
  isEnding = true;
  if (hasExitHooks()) runExitHooks().then(() => leave(code));
  else leave(code);
}

function leave(code: number): void {
  getLogger().info(() => `process exiting with exitcode ${code}`);
  finishThread(code);
  process.exit(code);
}
