import { ThreadUnstoppableError } from "../errors/pool_errors.ts";
import { inDeno } from "../platform/runtime.ts";

/** The error of a worker that cannot be stopped while it runs a task, which is written to the console: nothing else may tell. */
export function reportUnstoppable(worker: string, task: string | undefined): ThreadUnstoppableError {
  const doing = task === undefined ? "it runs on" : `it runs on in "${task}"`;
  const flag = "--no-turboshaft-loop-unrolling";
  const remedy = inDeno ? `start the program with DENO_V8_FLAGS=${flag}` : `start the program with ${flag}`;
  const error = new ThreadUnstoppableError(
    `Cannot stop worker "${worker}": ${doing}, with its memory and its locks; ` +
      `if that is a loop, ${remedy}, or have the loop call a function (docs/errors.md)`,
    { worker, task },
  );
  console.error(`${error.name}: ${error.message}`);
  return error;
}
