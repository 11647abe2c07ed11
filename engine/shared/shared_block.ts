import { KIND_BLOCK, KIND_LOCK, KIND_RLOCK } from "../core/layout.ts";
import type { RevivalMode } from "../codec/shared_object.ts";
import type { SharedRef } from "../memory/handle.ts";
import { Handle } from "../memory/handle.ts";
import { checkExtent } from "../memory/extent.ts";
import { throwCoreError } from "../memory/core_calls.ts";
import { thread } from "../memory/thread.ts";
import { received } from "../platform/copies.ts";
import { checkOptions } from "../options/check_options.ts";
import { type BaseLock, Lock, lockState, RLock } from "../sync/lock.ts";

/** Options of a `Value` and a `SharedArray`. */
export interface SharedOptions {
  /** `true`, the default: an `RLock` of its own; `false`: none; a lock: that one. */
  readonly lock?: boolean | Lock | RLock | undefined;
}

/** What a block's twin in another thread is made of, besides the block itself. */
export interface BlockState {
  /** Bytes that were asked for. */
  readonly bytes: number;
  /** The block holds the lock, so the lock lives as long. */
  readonly lock: { readonly ref: SharedRef; readonly nests: boolean } | undefined;
}

const blocksOfViews = new WeakMap<object, SharedBlock>();

/** A block of the data memory and the lock that goes with it. */
export class SharedBlock implements Disposable {
  readonly handle: Handle;
  /** What errors call it. */
  readonly name: string;
  readonly state: BlockState;
  #lock: BaseLock | undefined;
  /** Whether the lock came with the block, and was not the user's. */
  readonly #ownsLock: boolean;

  private constructor(handle: Handle, name: string, state: BlockState, lock: BaseLock | undefined) {
    this.handle = handle;
    this.name = name;
    this.state = state;
    this.#lock = lock;
    this.#ownsLock = lock === undefined;
  }

  /** A zeroed block of `bytes` bytes. */
  static create(bytes: number, name: string, options: SharedOptions | undefined): SharedBlock {
    checkLock(name, options);
    return SharedBlock.#withLock(Handle.block(bytes, name), bytes, name, options?.lock ?? true);
  }

  /** The same block with a lock, as a holder of its own. */
  static locked(block: SharedBlock, name: string, options: SharedOptions | undefined): SharedBlock {
    checkLock(name, options);
    block.check();
    const { handle, state } = block;
    return SharedBlock.#withLock(Handle.adopt(handle, name), state.bytes, name, options?.lock ?? true);
  }

  static #withLock(handle: Handle, bytes: number, name: string, lock: boolean | BaseLock): SharedBlock {
    try {
      if (lock === false) return new SharedBlock(handle, name, { bytes, lock: undefined }, undefined);
      if (lock !== true) {
        const { ref: own, nests } = lockState(lock)!;
        const ref = holdFor(handle, own, name);
        return new SharedBlock(handle, name, { bytes, lock: { ref, nests } }, lock);
      }
      using created = Handle.object(KIND_RLOCK, "an RLock");
      const ref = holdFor(handle, created, name);
      return new SharedBlock(handle, name, { bytes, lock: { ref, nests: true } }, undefined);
    } catch (error) {
      handle[Symbol.dispose]();
      throw error;
    }
  }

  /** What a handle holds, without a lock; the handle is the block's from now on. */
  static of(handle: Handle, name: string, bytes: number): SharedBlock {
    return new SharedBlock(handle, name, { bytes, lock: undefined }, undefined);
  }

  /** A block that was sent here. Throws if it is none, or shorter than its state says. */
  static revive(ref: SharedRef | undefined, state: BlockState, mode: RevivalMode, name: string): SharedBlock {
    const handle = Handle.revive(ref, mode, name, KIND_BLOCK);
    try {
      checkExtent(handle, state.bytes, name);
      return new SharedBlock(handle, name, state, undefined);
    } catch (error) {
      handle[Symbol.dispose]();
      throw error;
    }
  }

  /** The lock, the same in every thread. */
  get lock(): BaseLock {
    this.check();
    if (this.#lock !== undefined) return this.#lock;
    const state = this.state.lock;
    if (state === undefined) {
      throw new TypeError(`Cannot lock ${this.name} that was created with { lock: false }`);
    }
    const Class = (state.nests ? RLock : Lock) as unknown as new (handle: Handle) => BaseLock;
    const kind = state.nests ? KIND_RLOCK : KIND_LOCK;
    return this.#lock = new Class(Handle.revive(state.ref, "adopt", "a lock", kind));
  }

  /** Throws a `ReferenceError` if it has been disposed of. */
  check(): void {
    this.handle.assertLive(this.name);
  }

  /** Returns the view. While it is in use, the garbage collector must not take the block's handle for abandoned. */
  retainFor<View extends object>(view: View): View {
    if (!blocksOfViews.has(view)) blocksOfViews.set(view, this);
    return view;
  }

  [Symbol.dispose](): void {
    if (this.#ownsLock) this.#lock?.[Symbol.dispose]();
    this.handle[Symbol.dispose]();
  }
}

function checkLock(name: string, options: SharedOptions | undefined): void {
  checkOptions(options, ["lock"], `create ${name}`);
  const lock = options?.lock ?? true;
  if (typeof lock !== "boolean" && lockState(lock) === undefined) {
    throw new TypeError(
      `Cannot create ${name} as 'lock' must be true, false, a Lock or an RLock: received ${received(lock)}`,
    );
  }
}

/** The block holds the object from now on. */
function holdFor(block: Handle, { record, generation }: SharedRef, name: string): SharedRef {
  const hold = thread().core.hold(record, generation, block.record);
  if (hold < 0) throwCoreError(hold, name);
  return { record, generation };
}
