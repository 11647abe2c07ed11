import { readMessage } from "../codec/message.ts";
import { recordGeneration } from "../memory/hold.ts";
import { callableOf } from "./callable.ts";
import { leaveExitReason } from "./last_words.ts";
import { isPromiseLike } from "./run_items.ts";
import { watchHeap } from "./watch_heap.ts";
import type { PoolRole } from "./worker_order.ts";

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
