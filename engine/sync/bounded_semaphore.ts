import { Handle } from "../memory/handle.ts";
import { createSemaphore } from "./create_semaphore.ts";
import { registerHandleType } from "./revive.ts";
import { Semaphore } from "./semaphore.ts";

const BOUNDED_SEMAPHORE = "a bounded semaphore";

/**
 * A semaphore that never has more permits than at first (Python's `multiprocessing.BoundedSemaphore`): to give back one too
 * many, which is mostly a mistake, is refused.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { BoundedSemaphore } from "./bounded_semaphore.ts";
 *
 * using semaphore = new BoundedSemaphore(2);
 * await semaphore.acquire();
 * semaphore.release();
 * assertThrows(() => semaphore.release(), RangeError, "more often than it was acquired");
 * ```
 */
export class BoundedSemaphore extends Semaphore {
  /**
   * A semaphore that has `value` permits, 1 by default, and never more.
   *
   * @throws {RangeError} If `value` is no integer from 0 to below 2^31.
   */
  constructor(value?: number);
  constructor(value: number | Handle = 1) {
    super(
      value instanceof Handle ? value : createSemaphore(BOUNDED_SEMAPHORE, value, value),
      BOUNDED_SEMAPHORE,
    );
  }

  /** @internal */
  protected override tooManyMessage(): string {
    return "Cannot release a bounded semaphore more often than it was acquired";
  }

  /** @internal */
  protected override get sharedType(): string {
    return "BoundedSemaphore";
  }
}

registerHandleType("BoundedSemaphore", BoundedSemaphore, BOUNDED_SEMAPHORE);
