import { LOCK_OWNER, NOT_OWNER, OBJECT_WAITABLE } from "../../kernels/core/layout.ts";
import { loadWord } from "../atomics/word.ts";
import type { Handle } from "../memory/handle.ts";
import { thread } from "../memory/thread.ts";
import { Acquirable } from "./acquirable.ts";

/**
 * What `Lock`, `RLock` and `Condition` have in common.
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
 * assertEquals([counter.value, lock.locked()], [2, false]);
 * ```
 */
export abstract class BaseLock extends Acquirable {
  /** Where the lock's words are. */
  readonly #address: number;
  #abandoned = false;

  /** Used by its subclasses. */
  protected constructor(handle: Handle, name: string, address: number = handle.address) {
    const { core } = thread();
    super(handle, name, address + OBJECT_WAITABLE, () => core.acquire(address));
    this.#address = address;
  }

  /** Whether any thread holds it. */
  locked(): boolean {
    this.check();
    return loadWord(this.#address + LOCK_OWNER) !== 0;
  }

  /**
   * Whether the thread that held it before this one died holding it: what the lock protects may be half changed. Set by
   * the last `acquire` through this object that succeeded; as with POSIX's robust mutexes, only the first to acquire the
   * lock after the death is told.
   */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Gives the lock back. Throws an `Error` if it is not held. */
  release(): void {
    this.check();
    if (thread().core.unlock(this.#address) === NOT_OWNER) throw new Error(this.notOwnerMessage());
  }

  /**
   * Why `release` was refused.
   *
   * @internal
   */
  protected abstract notOwnerMessage(): string;

  /** @internal */
  protected override get standing(): string {
    return this.locked() ? "locked" : "unlocked";
  }

  /** @internal */
  protected override taken(result: number): void {
    this.#abandoned = result === 1;
  }

  /** @internal */
  protected override letGo(): void {
    this.release();
  }
}
