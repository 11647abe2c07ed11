import { KIND_LOCK } from "../../kernels/core/layout.ts";
import { Handle } from "../memory/handle.ts";
import { BaseLock } from "./base_lock.ts";
import { registerHandleType } from "./revive.ts";

/**
 * A lock that one thread at a time holds, and that any thread may release (Python's `multiprocessing.Lock`). It does not
 * nest: who acquires it twice waits for itself. It may be sent to other threads, and there it is the same lock.
 *
 * If a thread dies holding it, the next `acquire` succeeds and sees `abandoned`.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { Lock } from "./lock.ts";
 *
 * using lock = new Lock();
 * {
 *   using _ = await lock.hold();
 *   assert(lock.locked());
 *   assertEquals(await lock.acquire({ timeout: 0 }), false);
 * }
 * assertEquals(lock.locked(), false);
 * ```
 */
export class Lock extends BaseLock {
  constructor();
  constructor(handle: Handle = Handle.object(KIND_LOCK, "a lock")) {
    super(handle, "a lock");
  }

  /** @internal */
  protected override get sharedType(): string {
    return "Lock";
  }

  /** @internal */
  protected override notOwnerMessage(): string {
    return "Cannot release a lock that is not held";
  }
}

registerHandleType("Lock", Lock, "a lock");
