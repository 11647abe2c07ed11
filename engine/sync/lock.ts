import { KIND_LOCK, KIND_RLOCK, NOT_OWNER, UNSTOPPABLE } from "../core/layout.ts";
import { ThreadUnstoppableError } from "../errors/pool_errors.ts";
import { Handle, type SharedRef } from "../memory/handle.ts";
import { LockView } from "../memory/objects.ts";
import { actor, asCurrentActor } from "../memory/thread_local.ts";
import { thread } from "../memory/thread.ts";
import { Acquirable } from "./acquirable.ts";
import { registerHandleType, type SharedObject, sharedState } from "../codec/shared_object.ts";

/** The doorbell's line for those that have the lock already. 0 and 1 are taken. */
const REENTRANT_WAIT = 2;

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
  /** The lock's words. */
  readonly #view: LockView;
  readonly #unlock: () => number;
  #abandoned = false;

  /** Used by its subclasses. */
  protected constructor(handle: Handle, name: string, address: number = handle.address) {
    const { core } = thread();
    const view = new LockView(address);
    super(handle, name, view.waitable, () => ownerChecked(core.acquire(address), name));
    this.#view = view;
    this.#unlock = () => core.unlock(address);
  }

  /** Whether any thread holds it. */
  locked(): boolean {
    this.check();
    return this.#view.owner > 0;
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
    this.#release(asCurrentActor(this.#unlock));
  }

  #release(unlock: () => number): number {
    this.check();
    const result = unlock();
    if (result === NOT_OWNER) throw new Error(this.notOwnerMessage());
    return result;
  }

  /**
   * Why `release` was refused.
   *
   * @internal
   */
  protected abstract notOwnerMessage(): string;

  /** @internal */
  protected override get stateText(): string {
    return this.locked() ? "locked" : "unlocked";
  }

  /**
   * An inline worker or process that has a lock that nests does not stand in line behind those that wait for it.
   *
   * @internal
   */
  protected override get waitKind(): number {
    const caller = actor();
    const nests = caller !== undefined && this.#view.kind === KIND_RLOCK &&
      this.#view.owner === caller.slot + 1;
    return nests ? REENTRANT_WAIT : 0;
  }

  /** @internal */
  protected override onAcquired(result: number): void {
    this.#abandoned = result === 1;
  }

  /** @internal */
  protected override releaseGuarded(): number {
    return this.#release(this.#unlock);
  }
}

/**
 * Passes on what the core says of an attempt to take a lock. Throws if its owner can neither give it back nor be stopped.
 *
 * @internal
 */
export function ownerChecked(result: number, what: string): number {
  if (result !== UNSTOPPABLE) return result;
  throw new ThreadUnstoppableError(`Cannot acquire ${what} as the thread that holds it cannot be stopped`);
}

/**
 * A lock that one thread at a time holds, and that any thread may release (Python's `multiprocessing.Lock`). It does not
 * nest: who acquires it twice waits for itself. It may be sent to other threads, and there it is the same lock.
 *
 * If a thread dies holding it, the next `acquire` succeeds and sees `abandoned`. If the thread cannot be stopped,
 * `acquire` rejects with a `ThreadUnstoppableError`.
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

registerHandleType("Lock", Lock, "a lock", KIND_LOCK);

/**
 * A lock that its owner may acquire again, and must release as often (Python's `multiprocessing.RLock`). The owner is the
 * thread, or the inline worker or process: two asynchronous functions of one do not keep each other out; use a `Lock` for that.
 *
 * @example
 * ```ts
 * import { assert, assertThrows } from "@std/assert";
 * import { RLock } from "./lock.ts";
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

registerHandleType("RLock", RLock, "an RLock", KIND_RLOCK);

/** What refers to a `Lock` or an `RLock` of any copy of this library, and whether it nests; `undefined` for anything else. */
export function lockState(value: unknown): { readonly ref: SharedRef; readonly nests: boolean } | undefined {
  const lock = value as Partial<SharedObject> & { readonly sharedType?: unknown } | null | undefined;
  const type = lock?.[sharedState] && lock.sharedType;
  if (type !== "Lock" && type !== "RLock") return undefined;
  return { ref: lock![sharedState]!().refs[0]!, nests: type === "RLock" };
}
