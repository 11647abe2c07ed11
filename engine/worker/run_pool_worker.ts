import { STATE_INITIALIZING, STATE_READY } from "../core/layout.ts";
import { thread } from "../memory/thread.ts";
import { onExit, onUncaughtError } from "../platform/runtime.ts";
import { runExitHooksSync } from "../exit/exit_hooks.ts";
import { finishThread, leaveExitReason } from "../exit/exit_reason.ts";
import { TaskLoop } from "./task_loop.ts";
import { getLogger } from "../log/logger.ts";
import type { PoolRole } from "../threads/thread_order.ts";
import { setWorkerState, workerState } from "./worker_state.ts";
import { readMessage } from "../codec/message.ts";
import { recordGeneration } from "../memory/records.ts";
import { callableOf } from "./callable.ts";
import { isPromiseLike } from "../options/promises.ts";
import { watchHeap } from "../exit/watch_heap.ts";

/** Runs a pool's tasks in this thread, its worker, and ends the thread with `exit`. */
export async function runPoolWorker(role: PoolRole, exit: (code: number) => void): Promise<void> {
  const { core } = thread();
  const state = setWorkerState({ id: role.id, context: undefined });
  getLogger().info("child process calling self.run()");
  // While the thread that started this one blocks it learns of the end, and of the reason, from nothing else.
  onUncaughtError((error) => leaveExitReason({ kind: "uncaught", error }));
  onExit((code) => {
    runExitHooksSync();
    finishThread(code & 0xff);
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

/**
 * Runs a pool's initializer in this worker, whose end is `exit`. What it returns is the context of the worker's tasks. If it
 * throws, that becomes the worker's last words, and there is no result.
 */
export async function initializeWorker(
  { definition, values }: NonNullable<PoolRole["initializer"]>,
  exit: (code: number) => void,
): Promise<{ readonly context: unknown } | undefined> {
  try {
    const callable = callableOf(definition, recordGeneration(definition));
    if (callable instanceof Promise) watchHeap(exit);
    const { fn } = callable instanceof Promise ? await callable : callable;
    const result = fn(...readMessage(values, "adopt") as unknown[]);
    if (!isPromiseLike(result)) return { context: result };
    watchHeap(exit);
    return { context: await result };
  } catch (error) {
    leaveExitReason({ kind: "initializer", error });
    return undefined;
  }
}

/** Runs a pool's finalizer in this worker, leaves what it returns or throws, and then ends the thread with `exit`. */
export async function finalizeWorker(finalizer: number, exit: (code: number) => void): Promise<void> {
  try {
    const callable = callableOf(finalizer, recordGeneration(finalizer));
    if (callable instanceof Promise) watchHeap(exit);
    const { fn } = callable instanceof Promise ? await callable : callable;
    let value = fn(workerState("finalize").context);
    if (isPromiseLike(value)) {
      watchHeap(exit);
      value = await value;
    }
    leaveExitReason({ kind: "finalizer", result: { value } });
  } catch (error) {
    leaveExitReason({ kind: "finalizer", result: { error } });
  }
  exit(0);
}
