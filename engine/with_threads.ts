/**
 * Importing this lets pools, executors and processes run in worker threads, where the runtime has them, lets barriers send their
 * actions to other threads, runs listeners for SIGINT while the main thread blocks, has managers' servers find pools, and cuts the engine's frames off the stacks of refused calls.
 *
 * @module
 */
import "./memory/use_shared_memory.ts";
import "./pool/own_frames.ts";
import "./process/thread_process.ts";
import { setThreadBackend } from "./backend/open_backend.ts";
import { ThreadBackend } from "./backend/thread/thread_backend.ts";
import { findManagedPoolsIn } from "./manager/managed_pool.ts";
import { setActionReferrer } from "./sync/barrier.ts";
import { functionRef } from "./task/function_ref.ts";
import { thread } from "./memory/thread.ts";
import { knowInterruptListeners, runInterruptListeners } from "./platform/interrupts.ts";
import { interruptHooks } from "./waiting/blocking.ts";
import { assertNotBootstrapping } from "./threads/start_thread.ts";

setThreadBackend((doing, options) => {
  assertNotBootstrapping(doing);
  return new ThreadBackend(options);
});

setActionReferrer(functionRef);
findManagedPoolsIn(import.meta.url);

// Other threads hear of a signal by what the program does with it.
const lookForInterrupts = () => {
  if (thread().slot === 0) runInterruptListeners();
};
knowInterruptListeners((areThere) => {
  if (areThere) interruptHooks.add(lookForInterrupts);
  else interruptHooks.delete(lookForInterrupts);
});
