import { KIND_SEMAPHORE, NOT_OWNER } from "../core/layout.ts";
import { Handle } from "../memory/handle.ts";
import { SemaphoreView } from "../memory/objects.ts";
import { thread } from "../memory/thread.ts";
import { Acquirable } from "./acquirable.ts";
import { registerHandleType } from "../codec/shared_object.ts";
import { shown } from "../options/shown.ts";

/** The most permits that any semaphore has, as many as POSIX's. */
export const MAX_PERMITS = 2 ** 31 - 1;

/** A semaphore that has `value` permits, and never more than `limit`. Throws a `RangeError` for a value that it cannot have. */
export function createSemaphore(what: string, value: number, limit: number = MAX_PERMITS): Handle {
  if (!(Number.isInteger(value) && value >= 0 && value <= MAX_PERMITS)) {
    throw new RangeError(
      `Cannot create ${what} as its value must be an integer from 0 to below 2^31: received ${shown(value)}`,
    );
  }
  return Handle.object(KIND_SEMAPHORE, what, value, limit);
}

/**
 * A number of permits that threads take and give back (Python's `multiprocessing.Semaphore`). Any thread may give one back,
 * also one that took none.
 *
 * A permit taken with `hold` belongs to its thread, and comes back when that dies. One taken with `acquire` is taken for good,
 * as with POSIX: who dies after it has not given it back. Use `hold` to guard something, `acquire` to pass messages.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Semaphore } from "./semaphore.ts";
 *
 * using connections = new Semaphore(2);
 * {
 *   using _ = await connections.hold();
 *   assertEquals(connections.acquireSync(), true);
 *   assertEquals(await connections.acquire({ timeout: 0 }), false);
 *   connections.release();
 * }
 * assertEquals(connections.getValue(), 2);
 * ```
 */
export class Semaphore extends Acquirable {
  readonly #view: SemaphoreView;

  /**
   * A semaphore that has `value` permits, 1 by default.
   *
   * @throws {RangeError} If `value` is no integer from 0 to below 2^31.
   */
  constructor(value?: number);
  /** @internal */
  constructor(handle: Handle, what: string);
  constructor(value: number | Handle = 1, what: string = "a semaphore") {
    const { core } = thread();
    const handle = value instanceof Handle ? value : createSemaphore(what, value);
    const view = new SemaphoreView(handle.address);
    const { address } = view;
    super(
      handle,
      what,
      view.waitable,
      () => core.takePermit(address),
      () => core.takePermitForGuard(address),
    );
    this.#view = view;
  }

  /** The permits that are left, exact at the moment of the call. */
  getValue(): number {
    this.check();
    return this.#view.value;
  }

  /** Whether no permit is left. */
  locked(): boolean {
    return this.getValue() === 0;
  }

  /**
   * Gives a permit back, or adds one.
   *
   * @throws {RangeError} If there are as many as there may be.
   */
  release(): void {
    this.check();
    if (thread().core.addPermit(this.#view.address) === NOT_OWNER) {
      throw new RangeError(this.tooManyMessage());
    }
  }

  /**
   * Why `release` was refused.
   *
   * @internal
   */
  protected tooManyMessage(): string {
    return `Cannot release a semaphore that has ${MAX_PERMITS} permits`;
  }

  /** @internal */
  protected override get stateText(): string {
    return `value=${this.getValue()}`;
  }

  /** @internal */
  protected override get sharedType(): string {
    return "Semaphore";
  }

  /** @internal */
  protected override releaseGuarded(permit: number): number {
    return thread().core.release(permit);
  }
}

registerHandleType("Semaphore", Semaphore as new () => object, "a semaphore", KIND_SEMAPHORE);

const BOUNDED_SEMAPHORE = "a bounded semaphore";

/**
 * A semaphore that never has more permits than at first (Python's `multiprocessing.BoundedSemaphore`): to give back one too
 * many, which is mostly a mistake, is refused.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 * import { BoundedSemaphore } from "./semaphore.ts";
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

registerHandleType("BoundedSemaphore", BoundedSemaphore, BOUNDED_SEMAPHORE, KIND_SEMAPHORE);
