import { nameErrorClass, ProcessError } from "./process_error.ts";

/**
 * A value or a function cannot be sent to another thread; the message names the path to it and the reason.
 *
 * @example
 * ```ts
 * import { Pool, TransferError } from "../../mod.ts";
 * import { assertRejects } from "@std/assert";
 *
 * await using pool = new Pool(1);
 * const factor = 3;
 * await assertRejects(() => pool.run((n: number) => n * factor, 2), TransferError, '"factor"');
 * await assertRejects(() => pool.run((x: object) => x, { done: () => {} }), TransferError, "done");
 * ```
 */
export class TransferError extends ProcessError {
  /** The name of the class. */
  override name = "TransferError";

  static {
    nameErrorClass(this, "TransferError");
  }
}

/**
 * A pool or a process was created while a worker was importing a module: the module lacks an `if (import.meta.main)` guard
 * (Python's `RuntimeError` about the bootstrapping phase). The task for which it was imported rejects with a `TransferError`
 * whose `cause` this is.
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

  static {
    nameErrorClass(this, "BootstrapError");
  }
}
