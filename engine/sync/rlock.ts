import { KIND_RLOCK } from "../../kernels/core/layout.ts";
import { Handle } from "../memory/handle.ts";
import { BaseLock } from "./base_lock.ts";
import { registerHandleType } from "./revive.ts";

/**
 * A lock that its owner may acquire again, and must release as often (Python's `multiprocessing.RLock`). The owner is the
 * thread, or the inline worker or process: two asynchronous functions of one do not keep each other out; use a `Lock` for that.
 *
 * @example
 * ```ts
 * import { assert, assertThrows } from "@std/assert";
 * import { RLock } from "./rlock.ts";
 *
 * using lock = new RLock();
 * await lock.acquire();
 * await lock.acquire();
 * lock.release();
 * assert(lock.locked());
 * lock.release();
 * assertThrows(() => lock.release(), Error, "does not hold it");
 * ```
 */
export class RLock extends BaseLock {
  constructor();
  constructor(handle: Handle = Handle.object(KIND_RLOCK, "an RLock")) {
    super(handle, "an RLock");
  }

  /** @internal */
  protected override get sharedType(): string {
    return "RLock";
  }

  /** @internal */
  protected override notOwnerMessage(): string {
    return "Cannot release an RLock as this thread does not hold it";
  }
}

registerHandleType("RLock", RLock, "an RLock");
