import { ProcessError } from "./process_error.ts";

/**
 * A pool or a process was created while a worker was importing the main module: the program lacks an `if (import.meta.main)` guard.
 *
 * @example
 * ```ts
 * import { BootstrapError, importTasks, Pool, TransferError } from "../../mod.ts";
 * import { assertInstanceOf, assertRejects } from "@std/assert";
 *
 * const library = import.meta.resolve("../../mod.ts");
 * const unguarded = `import { Pool } from "${library}"; new Pool(2); export const one = () => 1;`;
 * const tasks = importTasks<{ one(): number }>(`data:text/javascript,${encodeURIComponent(unguarded)}`);
 *
 * await using pool = new Pool(1);
 * const error = await assertRejects(() => pool.run(tasks.one), TransferError, "import.meta.main");
 * assertInstanceOf(error.cause, BootstrapError);
 * ```
 */
export class BootstrapError extends ProcessError {
  /** The name of the class. */
  override name = "BootstrapError";
}
