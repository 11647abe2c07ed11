import { recordGeneration } from "../memory/hold.ts";
import { callableOf } from "./callable.ts";
import { leaveExitReason } from "./last_words.ts";
import { isPromiseLike } from "./run_items.ts";
import { watchHeap } from "./watch_heap.ts";
import { workerState } from "./worker_state.ts";

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
    leaveExitReason({ kind: "farewell", farewell: { value } });
  } catch (error) {
    leaveExitReason({ kind: "farewell", farewell: { error } });
  }
  exit(0);
}
