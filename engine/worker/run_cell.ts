import * as layout from "../../kernels/core/layout.ts";
import { TaskKind } from "../backend/backend.ts";
import { thread } from "../memory/thread.ts";
import { cellField, readPayload, writePayload } from "../task/payload.ts";
import { type Callable, callableOf } from "./callable.ts";
import { isPromiseLike, type ItemError, runItems } from "./run_items.ts";
import { runJob } from "./run_job.ts";

/**
 * Runs the task in a cell and hands the cell back. Returns a promise only if the task did: then the cell is handed back
 * when it settles. Never throws or rejects: whatever the task throws is its outcome.
 */
export function runCell(cell: number): void | Promise<void> {
  const { core, words } = thread();
  if (words[cellField(cell, layout.CELL_TIMED) >> 2] === 1) core.announce(cell);
  const started = performance.now();
  try {
    const callable = callableOf(
      words[cellField(cell, layout.CELL_FUNCTION) >> 2]!,
      words[cellField(cell, layout.CELL_FUNCTION_GENERATION) >> 2]!,
    );
    const values = callable instanceof Promise
      ? callable.then((callable) => run(cell, callable))
      : run(cell, callable);
    if (!(values instanceof Promise)) return finish(cell, 0, values, started);
    return values.then(
      (values) => finish(cell, 0, values, started),
      (error) => finish(cell, 1, [error], started),
    );
  } catch (error) {
    finish(cell, 1, [error], started);
  }
}

/** What the task sends back: its result, or those of its items. */
function run(cell: number, { fn, kernel }: Callable): unknown[] | Promise<unknown[]> {
  const { words } = thread();
  const values = readPayload(cell, words[cellField(cell, layout.CELL_MESSAGE) >> 2]!, "borrow");
  const kind = words[cellField(cell, layout.CELL_KIND) >> 2]! as TaskKind;
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

function finish(cell: number, outcome: 0 | 1, values: unknown[], started: number): void {
  const { core, words } = thread();
  words[cellField(cell, layout.CELL_ELAPSED) >> 2] = Math.min(
    (performance.now() - started) * 1000,
    2 ** 31 - 1,
  );
  words[cellField(cell, layout.CELL_OUTCOME) >> 2] = outcome;
  const result = cellField(cell, layout.CELL_RESULT) >> 2;
  try {
    words[result] = writePayload(cell, values, "results");
  } catch (error) {
    words[cellField(cell, layout.CELL_OUTCOME) >> 2] = 1;
    try {
      words[result] = writePayload(cell, [error], "errors");
    } catch {
      words[cellField(cell, layout.CELL_OUTCOME) >> 2] = 2;
      words[result] = writePayload(cell, [], "errors");
    }
  }
  core.complete(cell);
}
