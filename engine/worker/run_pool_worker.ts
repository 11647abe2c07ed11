import { STATE_INITIALIZING, STATE_READY } from "../../kernels/core/layout.ts";
import { thread } from "../memory/thread.ts";
import { onExit, onUncaughtError } from "../platform.ts";
import { runExitHooksSync } from "./epilogue.ts";
import { finalizeWorker } from "./finalize_worker.ts";
import { initializeWorker } from "./initialize_worker.ts";
import { leaveExitReason } from "./last_words.ts";
import { TaskLoop } from "./task_loop.ts";
import { getLogger } from "./get_logger.ts";
import type { PoolRole } from "./worker_order.ts";
import { setWorkerState } from "./worker_state.ts";

/** Runs a pool's tasks in this thread, its worker, and ends the thread with `exit`. */
export async function runPoolWorker(role: PoolRole, exit: (code: number) => void): Promise<void> {
  const { core } = thread();
  const state = setWorkerState({ id: role.id, context: undefined });
  getLogger().info("child process calling self.run()");
  // While the thread that started this one blocks it learns of the end, and of the reason, from nothing else.
  onUncaughtError((error) => leaveExitReason({ kind: "uncaught", error }));
  onExit((code) => {
    runExitHooksSync();
    core.finish(code & 0xff);
  });
  if (role.initializer !== undefined) {
    core.setState(STATE_INITIALIZING);
    const outcome = await initializeWorker(role.initializer, exit);
    if (outcome === undefined) return exit(1);
    state.context = outcome.context;
  }
  core.setState(STATE_READY);
  const { finalizer } = role;
  const leave = finalizer === undefined ? exit : (code: number) => {
    if (code === 0) void finalizeWorker(finalizer, exit);
    else exit(code);
  };
  new TaskLoop(role, leave).start();
}
