import { KIND_CONDITION, KIND_RLOCK, NOT_OWNER, TICKET_CALLED } from "../core/layout.ts";
import { doorbell, type WaitOptions } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { registerHandleType, type SharedObject } from "../codec/shared_object.ts";
import { Handle } from "../memory/handle.ts";
import { asCurrentActor } from "../memory/thread_local.ts";
import { ConditionView, objectWaitable } from "../memory/objects.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import { thread } from "../memory/thread.ts";
import { received } from "../platform/copies.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
} from "../options/check_options.ts";
import { BaseLock, type Lock, lockState, ownerChecked, type RLock } from "./lock.ts";
import { Ticket } from "./ticket.ts";
import { shown } from "../options/shown.ts";

const MAX_WAITERS = 2 ** 31 - 1;
/** The doorbell serves those that take the lock back apart from those that acquire it, perhaps deeper, in the same thread. */
const RESUME_WAIT = 1;

/**
 * A lock, and a line of threads that wait for a change of what it protects (Python's `multiprocessing.Condition`).
 *
 * `wait` gives up the lock, however often it was acquired, and takes it back before it returns or throws. `notify` wakes those
 * that wait at that moment and is not remembered. A thread that dies while it waits is in line no more, and a notification that
 * it could not use any more goes to the next. If a thread dies holding the lock, all that wait are woken, and the first to have
 * the lock sees `abandoned`: look at what you wait for yourself, as `waitFor` does.
 *
 * The lock is an `RLock` unless you give one. That does not keep the asynchronous functions of one thread apart: give a `Lock`
 * if they share the condition.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Condition, Lock } from "../../mod.ts";
 *
 * using condition = new Condition(new Lock());
 * const items: string[] = [];
 * const taking = (async () => {
 *   using _ = await condition.hold();
 *   await condition.waitFor(() => items.length > 0);
 *   return items.shift();
 * })();
 * {
 *   using _ = await condition.hold();
 *   items.push("an item");
 *   condition.notify();
 * }
 * assertEquals(await taking, "an item");
 * ```
 */
export class Condition extends BaseLock {
  readonly #address: number;
  readonly #lockWaitable: number;

  /**
   * A condition with that lock, with a new `RLock` if none is given.
   *
   * @throws {TypeError} If `lock` is no lock.
   */
  constructor(lock?: Lock | RLock);
  constructor(lock?: Lock | RLock | Handle) {
    const handle = lock instanceof Handle ? lock : createCondition(lock);
    const lockAddress = new ConditionView(handle.address).lock;
    super(handle, "a condition", lockAddress);
    this.#address = handle.address;
    this.#lockWaitable = objectWaitable(lockAddress);
  }

  /**
   * Gives up the lock, waits to be notified, and takes the lock back, however long that takes. Resolves to `false` if it was not
   * notified within `timeout` milliseconds.
   *
   * If the signal aborts, the promise is rejected with its reason, and the lock is held again then. If the condition is disposed of
   * in this thread meanwhile, it is rejected with a `ReferenceError`, and the lock is not.
   *
   * @throws {Error} If this thread does not hold the lock.
   */
  async wait(options?: AsyncOptions): Promise<boolean> {
    return await this.#wait(asyncWait(options, "wait for a condition"));
  }

  /** As `wait`, and blocks the thread meanwhile. */
  waitSync(options?: BlockingOptions): boolean {
    return this.#waitSync(blockingTimeout(options, "wait for a condition"));
  }

  /**
   * Waits until `predicate` returns, or resolves to, something true, asking it again after every notification. Resolves to what
   * it said last: within `timeout` milliseconds in all, something true. Needs the lock only if it must wait.
   */
  async waitFor<T>(predicate: () => T, options?: AsyncOptions): Promise<Awaited<T>> {
    const { timeout = Infinity, signal } = asyncWait(options, "wait for a condition");
    const deadline = performance.now() + timeout;
    let result = await predicate();
    while (!result) {
      const left = deadline - performance.now();
      if (left <= 0) break;
      await this.#wait({ timeout: left, signal });
      result = await predicate();
    }
    return result;
  }

  /** As `waitFor`, and blocks the thread meanwhile. The predicate must answer at once. */
  waitForSync<T>(predicate: () => T, options?: BlockingOptions): T {
    const deadline = performance.now() + blockingTimeout(options, "wait for a condition");
    let result = predicate();
    while (!result) {
      const left = deadline - performance.now();
      if (left <= 0) break;
      this.#waitSync(left);
      result = predicate();
    }
    if (result instanceof Promise) {
      throw new TypeError("Cannot wait for a promise in 'waitForSync': the predicate must answer at once");
    }
    return result;
  }

  /**
   * Wakes the `count` threads that have waited longest, 1 by default, or as many as wait.
   *
   * @throws {Error} If this thread does not hold the lock.
   * @throws {RangeError} If `count` is no integer.
   */
  notify(count: number = 1): void {
    if (!Number.isInteger(count)) {
      throw new RangeError(`Cannot notify as 'count' must be an integer: received ${shown(count)}`);
    }
    this.#notify(Math.max(0, Math.min(count, MAX_WAITERS)));
  }

  /** Wakes all that wait. Throws an `Error` if this thread does not hold the lock. */
  notifyAll(): void {
    this.#notify(MAX_WAITERS);
  }

  #notify(count: number): void {
    this.check();
    if (asCurrentActor(() => thread().core.notify(this.#address, count))() === NOT_OWNER) {
      throw new Error("Cannot notify as this thread does not hold the condition's lock");
    }
  }

  async #wait(limits: WaitOptions): Promise<boolean> {
    limits.signal?.throwIfAborted();
    const ticket = this.#join();
    try {
      const failure = await this.waitForTicket(ticket, limits).then(() => undefined, (error) => ({ error }));
      this.check();
      const wasCalled = this.#leave(ticket);
      this.onAcquired(await doorbell().wait(this.#lockWaitable, RESUME_WAIT, this.#resuming(ticket)));
      if (failure !== undefined && !wasCalled) throw failure.error;
      return wasCalled;
    } finally {
      ticket.release();
    }
  }

  #waitSync(timeout: number): boolean {
    const ticket = this.#join();
    try {
      let failure: { error: unknown } | undefined;
      try {
        this.waitForTicketSync(ticket, timeout);
      } catch (error) {
        failure = { error };
      }
      this.check();
      const wasCalled = this.#leave(ticket);
      this.onAcquired(waitSync(this.#lockWaitable, this.#resuming(ticket), Infinity));
      if (failure !== undefined && !wasCalled) throw failure.error;
      return wasCalled;
    } finally {
      ticket.release();
    }
  }

  #join(): Ticket {
    this.check();
    const hold = asCurrentActor(() => thread().core.beginWait(this.#address))();
    if (hold === NOT_OWNER) {
      throw new Error("Cannot wait for a condition as this thread does not hold its lock");
    }
    return new Ticket(hold < 0 ? throwCoreError(hold, "a wait") : hold);
  }

  /** Waits no longer; whether it was called before. */
  #leave(ticket: Ticket): boolean {
    return thread().core.leaveLine(ticket.hold) === TICKET_CALLED;
  }

  #resuming(ticket: Ticket): () => number {
    return asCurrentActor(() => {
      this.check();
      return ownerChecked(thread().core.resume(ticket.hold), "the condition's lock");
    });
  }

  /** @internal */
  protected override notOwnerMessage(): string {
    return "Cannot release a condition as this thread does not hold its lock";
  }

  /** @internal */
  protected override get sharedType(): string {
    return "Condition";
  }
}

function createCondition(lock: SharedObject | undefined): Handle {
  if (lock === undefined) {
    // The condition holds it from here on.
    using created = Handle.object(KIND_RLOCK, "an RLock");
    return Handle.object(KIND_CONDITION, "a condition", created.record);
  }
  const state = lockState(lock);
  if (state === undefined) {
    throw new TypeError(
      `Cannot create a condition as 'lock' must be a Lock or an RLock: received ${received(lock)}`,
    );
  }
  return Handle.object(KIND_CONDITION, "a condition", state.ref.record);
}

registerHandleType("Condition", Condition as new () => object, "a condition", KIND_CONDITION);
