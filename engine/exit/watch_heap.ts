import { heapLimit } from "../platform/runtime.ts";
import { leaveExitReason, OUT_OF_MEMORY } from "./exit_reason.ts";

const INTERVAL = 250;

let watching = false;

/**
 * Ends this thread, as out of memory, once it has run out of memory where the runtime tells nobody. After an `await` it does not:
 * it cuts off what runs, and every callback that was due with it, so that the promise of the task is never settled, and
 * goes on. One trace is left: to get so far the runtime has raised the thread's heap limit. `exit` ends the thread.
 */
export function watchHeap(exit: (code: number) => void): void {
  if (watching) return;
  watching = true;
  const limit = heapLimit();
  setInterval(() => {
    if (heapLimit() <= limit) return;
    const error = Object.assign(new Error("The JavaScript heap is out of memory"), { code: OUT_OF_MEMORY });
    leaveExitReason({ kind: "uncaught", error });
    exit(1);
  }, INTERVAL);
}
