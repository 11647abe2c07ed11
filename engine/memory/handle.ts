import * as layout from "../core/layout.ts";
import { finalizers } from "../platform/runtime.ts";
import { throwCoreError } from "./core_calls.ts";
import { heldRecord, recordDirtyEnd, recordGeneration, recordKind, recordStart } from "./records.ts";
import { thread } from "./thread.ts";
import { OWNER_SLOT } from "../core/layout.ts";

/** Names a block or an object in every thread. A stale reference is refused, never followed. */
export interface SharedRef {
  readonly record: number;
  readonly generation: number;
}

// For handles that nobody disposes of. They do not run while the thread is parked.
const abandoned = finalizers<number>((hold) => thread().core.release(hold));

let collected: Handle[] | undefined;

/** Calls `fn`, and adds to `handles` those that are adopted meanwhile. */
export function collectAdopted<R>(handles: Handle[], fn: () => R): R {
  const before = collected;
  collected = handles;
  try {
    return fn();
  } finally {
    collected = before;
  }
}

/**
 * This thread's hold on a block of the data memory or an object of the control memory. The thing lives until its last
 * holder lets go. A borrowed handle has no hold of its own: it is good for as long as somebody else's.
 */
export class Handle implements SharedRef, Disposable {
  readonly record: number;
  readonly generation: number;
  /** Byte offset in the data memory (a block) or in the control memory (an object). */
  readonly address: number;
  #hold: number;

  private constructor(record: number, generation: number, hold: number) {
    this.record = record;
    this.generation = generation;
    this.address = recordStart(record);
    this.#hold = hold;
    if (hold !== 0) abandoned.register(this, hold, this);
  }

  /** A block of `bytes` bytes with whatever was left in it, called `what` in errors. */
  static uninitializedBlock(bytes: number, what: string): Handle {
    const hold = bytes > 0xfffffff0 ? layout.NO_MEMORY : thread().core.alloc(bytes);
    if (hold < 0) throwCoreError(hold, what, bytes);
    return Handle.fromHold(hold);
  }

  /** A zeroed block of `bytes` bytes, called `what` in errors. */
  static block(bytes: number, what: string): Handle {
    const handle = Handle.uninitializedBlock(bytes, what);
    // What was never written is zero already, and zeroing it would commit its pages.
    const dirtyEnd = recordDirtyEnd(handle.record);
    if (dirtyEnd > handle.address) thread().bytes.fill(0, handle.address, dirtyEnd);
    return handle;
  }

  /** An object of a kind of `engine/core/layout.ts`, its first two words set and the others 0. */
  static object(kind: number, what: string, first = 0, second = 0): Handle {
    const hold = thread().core.create(kind, first, second);
    if (hold < 0) throwCoreError(hold, what);
    return Handle.fromHold(hold);
  }

  /** A handle with a hold of its own on what `ref` names. Throws a `ReferenceError` if it is gone. */
  static adopt(ref: SharedRef, what: string): Handle {
    const hold = thread().core.hold(ref.record, ref.generation, -1);
    if (hold < 0) throwCoreError(hold, what);
    const handle = new Handle(ref.record, ref.generation, hold);
    collected?.push(handle);
    return handle;
  }

  /**
   * A handle on what was sent here: one of its own, or one that relies on the message's hold. Errors call it `what`. Throws a
   * `TypeError` if there is no reference, or it is to a record of another kind: `KIND_BLOCK`, or a kind of object.
   */
  static revive(ref: SharedRef | undefined, mode: "borrow" | "adopt", what: string, kind: number): Handle {
    if (ref === undefined) throw new TypeError(`Cannot use ${what} as the message has no reference to it`);
    const handle = mode === "borrow" ? Handle.borrow(ref) : Handle.adopt(ref, what);
    if (recordKind(ref.record) === kind) return handle;
    handle[Symbol.dispose]();
    throw new TypeError(
      `Cannot use ${what} as the reference is to another kind of record: received ${ref.record}`,
    );
  }

  /** A handle that relies on somebody else's hold. */
  static borrow(ref: SharedRef): Handle {
    return new Handle(ref.record, ref.generation, 0);
  }

  /** What a hold of this thread's keeps alive; the hold is the handle's from now on. */
  static fromHold(hold: number): Handle {
    const record = heldRecord(hold);
    return new Handle(record, recordGeneration(record), hold);
  }

  /** Whether what it names still lives. */
  get isLive(): boolean {
    return this.#hold >= 0 && recordGeneration(this.record) === this.generation;
  }

  /** Throws a `ReferenceError` that calls it `what` if it has been disposed of. */
  assertLive(what: string): void {
    if (!this.isLive) throwCoreError(layout.STALE, what);
  }

  /** Lets go of this thread's hold. Idempotent. */
  [Symbol.dispose](): void {
    if (this.#hold > 0) {
      abandoned.unregister(this);
      thread().core.release(this.#hold);
    }
    this.#hold = -1;
  }
}

/** Makes a hold of this thread one of the thread that has `slot`, and returns it. What is held is called `what` in errors. */
export function transferHold(hold: number, slot: number, what: string): number {
  const { core } = thread();
  const record = heldRecord(hold);
  const given = core.hold(record, recordGeneration(record), OWNER_SLOT + slot);
  core.release(hold);
  return given < 0 ? throwCoreError(given, what) : given;
}
