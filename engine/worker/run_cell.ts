import * as layout from "../../kernels/core/layout.ts";
import type { TaskKind } from "../backend/backend.ts";
import { thread } from "../memory/thread.ts";
import { cellField, readPayload, writePayload } from "../task/payload.ts";
import { type Callable, callableOf } from "./callable.ts";
import { runTask } from "./run_task.ts";

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
function run(cell: number, callable: Callable): unknown[] | Promise<unknown[]> {
  const { words } = thread();
  const values = readPayload(cell, words[cellField(cell, layout.CELL_MESSAGE) >> 2]!, "borrow");
  return runTask(words[cellField(cell, layout.CELL_KIND) >> 2]! as TaskKind, callable, values);
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
