import { ThreadUnstoppableError } from "../errors/pool_errors.ts";
import { interruptibleStart } from "../platform/runtime.ts";

/** The error of a worker that cannot be stopped while it runs a task, which is written to the console: nothing else may tell. */
export function reportUnstoppable(worker: string, task: string | undefined): ThreadUnstoppableError {
  const doing = task === undefined ? "it runs on" : `it runs on in "${task}"`;
  const error = new ThreadUnstoppableError(
    `Cannot stop worker "${worker}": ${doing}, with its memory and its locks; ` +
      `if that is a loop, start the program with ${interruptibleStart()}, or have the loop call a function (docs/errors.md)`,
    { worker, task },
  );
  console.error(`${error.name}: ${error.message}`);
  return error;
}
