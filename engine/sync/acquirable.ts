import { BLOCKED, NO_ROOM } from "../core/layout.ts";
import { doorbell } from "../waiting/doorbell.ts";
import { waitSync } from "../waiting/wait_sync.ts";
import { TimeoutError } from "../errors/wait_errors.ts";
import type { Handle } from "../memory/handle.ts";
import { actor, asActor, asCurrentActor } from "../memory/thread_local.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
} from "../options/check_options.ts";
import { SyncObject } from "./sync_object.ts";

/** So that an `acquire` that need not wait makes no promise of its own. */
const ACQUIRED: Promise<boolean> = Promise.resolve(true);

/**
 * What locks and semaphores have in common: they are acquired and released.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type Acquirable, Lock, Semaphore } from "../../mod.ts";
 *
 * const isFree = (thing: Acquirable) => {
 *   try {
 *     using _ = thing.holdSync({ timeout: 0 });
 *     return true;
 *   } catch {
 *     return false;
 *   }
 * };
 * using lock = new Lock();
 * using semaphore = new Semaphore(0);
 * assertEquals([isFree(lock), isFree(semaphore)], [true, false]);
 * ```
 */
export abstract class Acquirable extends SyncObject {
  readonly #waitable: number;
  readonly #attempt: () => number;
  readonly #attemptHold: () => number;

  /**
   * Used by its subclasses. `attempt` takes it, or returns `BLOCKED`; `attemptHold` does so for a guard, which gets its result;
   * whatever may make them succeed signals `waitable`.
   */
  protected constructor(
    handle: Handle,
    name: string,
    waitable: number,
    attempt: () => number,
    attemptHold: () => number = attempt,
  ) {
    super(handle, name, waitable);
    this.#waitable = waitable;
    this.#attempt = () => (handle.assertLive(name), attempt());
    this.#attemptHold = () => (handle.assertLive(name), attemptHold());
  }

  /**
   * Waits for it and takes it. Resolves to `false` if that takes longer than `timeout` milliseconds; a timeout of 0 tries once,
   * as Python's `acquire(block=False)` does.
   *
   * @throws {RangeError} If `timeout` is negative or between 0 and 1.
   * @throws {ReferenceError} If it has been disposed of, or is meanwhile.
   */
  acquire(options?: AsyncOptions): Promise<boolean> {
    if (options === undefined && !doorbell().isWaitedFor(this.#waitable, this.waitKind)) {
      try {
        const result = asCurrentActor(this.#attempt)();
        if (result >= 0) {
          this.onAcquired(result);
          return ACQUIRED;
        }
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return this.#acquire(options);
  }

  /** As `acquire`, and blocks the thread meanwhile: what runs asynchronously in it stands still. */
  acquireSync(options?: BlockingOptions): boolean {
    const timeout = options === undefined ? Infinity : blockingTimeout(options, `acquire ${this.what}`);
    const attempt = asCurrentActor(this.#attempt);
    let result = attempt();
    if (result < 0) result = waitSync(this.#waitable, attempt, timeout);
    if (result < 0) return false;
    this.onAcquired(result);
    return true;
  }

  /**
   * Acquires it for a block, as Python's `with lock:` does: `using _ = await lock.hold()`.
   *
   * @throws {TimeoutError} If that takes longer than `timeout` milliseconds.
   */
  async hold(options?: AsyncOptions): Promise<Disposable> {
    const limits = asyncWait(options, `acquire ${this.what}`);
    const result = await doorbell().wait(
      this.#waitable,
      this.waitKind,
      asCurrentActor(this.#attemptHold),
      limits,
    );
    return this.#guarded(result, limits.timeout);
  }

  /** As `hold`, and blocks the thread meanwhile: `using _ = lock.holdSync()`. */
  holdSync(options?: BlockingOptions): Disposable {
    const timeout = blockingTimeout(options, `acquire ${this.what}`);
    return this.#guarded(waitSync(this.#waitable, asCurrentActor(this.#attemptHold), timeout), timeout);
  }

  /**
   * Called with what an attempt brought.
   *
   * @internal
   */
  protected onAcquired(_result: number): void {}

  /**
   * Which of the doorbell's lines who calls joins.
   *
   * @internal
   */
  protected get waitKind(): number {
    return 0;
  }

  /**
   * Gives back what an attempt for a guard brought, in the name of who has it.
   *
   * @internal
   */
  protected abstract releaseGuarded(result: number): number;

  async #acquire(options: AsyncOptions | undefined): Promise<boolean> {
    const limits = asyncWait(options, `acquire ${this.what}`);
    const result = await doorbell().wait(
      this.#waitable,
      this.waitKind,
      asCurrentActor(this.#attempt),
      limits,
    );
    if (result < 0) return false;
    this.onAcquired(result);
    return true;
  }

  #guarded(result: number, timeout: number): Disposable {
    if (result === NO_ROOM) throwCoreError(result, "a guard");
    if (result === BLOCKED) {
      throw new TimeoutError(`Cannot acquire ${this.what} as it did not come free within ${timeout} ms`);
    }
    this.onAcquired(result);
    const holder = actor();
    return new Guard(() => {
      // What it held was given back at its end.
      if (!holder?.hasEnded) asActor(holder, () => this.releaseGuarded(result))();
    });
  }
}

class Guard implements Disposable {
  #letGo: (() => void) | undefined;

  constructor(letGo: () => void) {
    this.#letGo = letGo;
  }

  [Symbol.dispose](): void {
    const letGo = this.#letGo;
    this.#letGo = undefined;
    letGo?.();
  }
}
