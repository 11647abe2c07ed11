import { LOCK_OWNER, NOT_OWNER, OBJECT_WAITABLE } from "../../kernels/core/layout.ts";
import { doorbell } from "../atomics/doorbell.ts";
import { waitSync } from "../atomics/wait_sync.ts";
import { loadWord } from "../atomics/word.ts";
import type { SharedRef } from "../codec/shared_object.ts";
import { TimeoutError } from "../errors/timeout_error.ts";
import type { Handle } from "../memory/handle.ts";
import { thread } from "../memory/thread.ts";
import {
  type AsyncOptions,
  asyncWait,
  type BlockingOptions,
  blockingTimeout,
} from "../options/wait_options.ts";

/**
 * What `Lock` and `RLock` have in common.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Value } from "../../mod.ts";
 *
 * using counter = new Value("i", 1);
 * const lock = counter.getLock();
 * {
 *   using _ = lock.holdSync({ timeout: 1000 });
 *   counter.value *= 2;
 * }
 * assertEquals([counter.value, lock.locked], [2, false]);
 * ```
 */
export abstract class BaseLock implements Disposable {
  readonly #handle: Handle;
  /** What errors call it. */
  readonly #name: string;
  readonly #attempt: () => number;
  #abandoned = false;

  /** Used by its subclasses. */
  protected constructor(handle: Handle, name: string) {
    this.#handle = handle;
    this.#name = name;
    this.#attempt = () => {
      handle.check(name);
      return thread().core.acquire(handle.address);
    };
  }

  /** Whether any thread holds it. */
  get locked(): boolean {
    this.#handle.check(this.#name);
    return loadWord(this.#handle.address + LOCK_OWNER) !== 0;
  }

  /**
   * Whether the thread that held it before this one died holding it: what the lock protects may be half changed. Set by
   * the last `acquire` through this object that succeeded; as with POSIX's robust mutexes, only the first to acquire the
   * lock after the death is told.
   */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /**
   * Waits for the lock and takes it. Resolves to `false` if that takes longer than `timeout` milliseconds; a timeout of 0
   * tries once, as Python's `acquire(block=False)` does.
   *
   * @throws {RangeError} If `timeout` is negative or between 0 and 1.
   */
  async acquire(options?: AsyncOptions): Promise<boolean> {
    const waitable = this.#handle.address + OBJECT_WAITABLE;
    const limits = asyncWait(options, `acquire ${this.#name}`);
    return this.#took(await doorbell().wait(waitable, 0, this.#attempt, limits));
  }

  /** As `acquire`, and blocks the thread meanwhile: what runs asynchronously in it stands still. */
  acquireSync(options?: BlockingOptions): boolean {
    const timeout = blockingTimeout(options, `acquire ${this.#name}`);
    return this.#took(waitSync(this.#handle.address + OBJECT_WAITABLE, this.#attempt, timeout));
  }

  /**
   * Acquires the lock for a block, as Python's `with lock:` does: `using _ = await lock.hold()`.
   *
   * @throws {TimeoutError} If that takes longer than `timeout` milliseconds.
   */
  async hold(options?: AsyncOptions): Promise<Disposable> {
    if (!await this.acquire(options)) throw this.#tooLate(options!);
    return new LockGuard(this);
  }

  /** As `hold`, and blocks the thread meanwhile: `using _ = lock.holdSync()`. */
  holdSync(options?: BlockingOptions): Disposable {
    if (!this.acquireSync(options)) throw this.#tooLate(options!);
    return new LockGuard(this);
  }

  /** Gives the lock back. Throws an `Error` if it is not held. */
  release(): void {
    this.#handle.check(this.#name);
    if (thread().core.unlock(this.#handle.address) === NOT_OWNER) throw new Error(this.notOwnerMessage());
  }

  /** Lets go of the lock object itself, which lives until every thread has. Does not release the lock. */
  [Symbol.dispose](): void {
    // Whoever waits through this object finds it disposed of.
    if (this.#handle.isLive) thread().core.wake(this.#handle.address + OBJECT_WAITABLE);
    this.#handle[Symbol.dispose]();
  }

  /** Why `release` was refused. */
  protected abstract notOwnerMessage(): string;

  /**
   * What names the lock in every thread.
   *
   * @internal
   */
  protected ref(): SharedRef {
    this.#handle.check(this.#name);
    return this.#handle;
  }

  #took(result: number): boolean {
    if (result < 0) return false;
    this.#abandoned = result === 1;
    return true;
  }

  #tooLate({ timeout }: BlockingOptions): TimeoutError {
    return new TimeoutError(`Cannot acquire ${this.#name} as others held it for ${timeout} ms`);
  }
}

class LockGuard implements Disposable {
  #lock: BaseLock | undefined;

  constructor(lock: BaseLock) {
    this.#lock = lock;
  }

  [Symbol.dispose](): void {
    const lock = this.#lock;
    this.#lock = undefined;
    lock?.release();
  }
}
