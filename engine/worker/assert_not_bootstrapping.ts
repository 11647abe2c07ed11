import { BootstrapError } from "../errors/bootstrap_error.ts";
import { thread } from "../memory/thread.ts";
import { isImportingModule } from "../task/module_lookup.ts";

/**
 * Refuses to start workers in a worker while it imports a module, most likely the main one, whose top level does so. `doing`
 * says what was asked for, such as "create a pool".
 *
 * @throws {BootstrapError} If the worker is importing one of the program's modules, whose top level is what asks.
 */
export function assertNotBootstrapping(doing: string): void {
  if (thread().slot === 0 || !isImportingModule()) return;
  throw new BootstrapError(
    `Cannot ${doing} while a worker is importing the module that does so: ` +
      "put what the program does, other than its declarations, under `if (import.meta.main) { … }`",
  );
}
