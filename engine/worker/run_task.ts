import { TaskKind } from "../backend/backend.ts";
import type { Callable } from "./callable.ts";
import { isPromiseLike, type ItemError, runItems } from "./run_items.ts";
import { runJob } from "./run_job.ts";

/** Runs one task, and gives what it sends back: its result, or those of its items. A promise only if the function returns one. */
export function runTask(
  kind: TaskKind,
  { fn, kernel }: Callable,
  values: unknown[],
): unknown[] | Promise<unknown[]> {
  switch (kind) {
    case TaskKind.call: {
      const result = fn(...values);
      return isPromiseLike(result) ? Promise.resolve(result).then((value) => [value]) : [result];
    }
    case TaskKind.map:
      return runItems(fn, values);
    case TaskKind.starmap:
      return runItems(spread(fn), values);
    case TaskKind.mapSettled:
    case TaskKind.starmapSettled: {
      const errors: ItemError[] = [];
      const call = kind === TaskKind.mapSettled ? fn : spread(fn);
      const results = runItems(call, values, errors);
      return results instanceof Promise ? results.then((results) => [results, errors]) : [results, errors];
    }
    case TaskKind.job:
      return runJob(kernel!, values);
  }
}

function spread(fn: Callable["fn"]): (item: unknown) => unknown {
  return (item) => fn(...item as unknown[]);
}
