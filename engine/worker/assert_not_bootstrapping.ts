import { BootstrapError } from "../errors/bootstrap_error.ts";
import { ProcessError } from "../errors/process_error.ts";
import { thread } from "../memory/thread.ts";
import { isImportingModule } from "../task/module_lookup.ts";

/**
 * Refuses to start workers in a worker, which only the main thread does. `doing` says what was asked for, such as
 * "create a pool".
 *
 * @throws {BootstrapError} If the worker is importing one of the program's modules, whose top level is what asks.
 * @throws {ProcessError} In any other code that runs in a worker.
 */
export function assertNotBootstrapping(doing: string): void {
  if (thread().slot === 0) return;
  if (!isImportingModule()) {
    throw new ProcessError(`Cannot ${doing} in a worker: only the main thread starts workers`);
  }
  throw new BootstrapError(
    `Cannot ${doing} while a worker is importing the module that does so: ` +
      "put what the program does, other than its declarations, under `if (import.meta.main) { … }`",
  );
}
