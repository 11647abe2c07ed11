import * as layout from "../core/layout.ts";
import { customInspect, finalizers } from "../platform/runtime.ts";
import { throwCoreError } from "./core_calls.ts";
import {
  heldRecord,
  recordBytes,
  recordDirtyEnd,
  recordGeneration,
  recordKind,
  recordStart,
} from "./records.ts";
import { countHeld, noteGrowth, objectWeight, withRoom } from "./sweep.ts";
import { thread } from "./thread.ts";
import { OWNER_SLOT } from "../core/layout.ts";

/** Names a block or an object in every thread. A stale reference is refused, never followed. */
export interface SharedRef {
  readonly record: number;
  readonly generation: number;
}

/** A hold that a handle has. */
export interface OwnHold {
  /** 0 once it is released. */
  number: number;
  /** Of its block. */
  readonly bytes: number;
}

/** Knows all handles that have holds, so that those which nobody refers to are found while the thread is parked too. */
export interface HandleRoll {
  add(handle: Handle, hold: OwnHold): void;
  /** The hold is released; its handle is given if there still is one. */
  delete(hold: OwnHold, handle?: Handle): void;
  /** What the console shows of a handle. */
  show(hold: OwnHold): string;
}

let roll: HandleRoll | undefined;

/** Has a roll kept of the handles that are made from now on. */
export function keepRoll(wanted: HandleRoll): void {
  roll = wanted;
}

/** Lets go of what a handle has held, unless that was done. */
export function releaseHold(hold: OwnHold, handle?: Handle): void {
  const { number } = hold;
  if (number === 0) return;
  hold.number = 0;
  countHeld(-hold.bytes);
  roll?.delete(hold, handle);
  thread().core.release(number);
}

// For handles that nobody disposes of. They do not run while the thread is parked.
const abandoned = finalizers<OwnHold>((hold) => releaseHold(hold));

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
  /** `undefined` if it is borrowed. */
  readonly #hold: OwnHold | undefined;
  #isLive = true;

  private constructor(record: number, generation: number, hold: number) {
    this.record = record;
    this.generation = generation;
    this.address = recordStart(record);
    if (hold === 0) return;
    const bytes = recordKind(record) === layout.KIND_BLOCK ? recordBytes(record) : objectWeight();
    this.#hold = { number: hold, bytes };
    countHeld(bytes);
    abandoned.register(this, this.#hold, this);
    roll?.add(this, this.#hold);
  }

  /** A block of `bytes` bytes with whatever was left in it, called `what` in errors. */
  static uninitializedBlock(bytes: number, what: string): Handle {
    const hold = bytes > 0xfffffff0 ? layout.NO_MEMORY : withRoom(() => thread().core.alloc(bytes));
    if (hold < 0) throwCoreError(hold, what, bytes);
    noteGrowth();
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
    const hold = withRoom(() => thread().core.create(kind, first, second));
    if (hold < 0) throwCoreError(hold, what);
    noteGrowth();
    return Handle.fromHold(hold);
  }

  /** A handle with a hold of its own on what `ref` names. Throws a `ReferenceError` if it is gone. */
  static adopt(ref: SharedRef, what: string): Handle {
    const hold = withRoom(() => thread().core.hold(ref.record, ref.generation, -1));
    if (hold < 0) throwCoreError(hold, what);
    noteGrowth();
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
    return this.#isLive && recordGeneration(this.record) === this.generation;
  }

  /** Throws a `ReferenceError` that calls it `what` if it has been disposed of. */
  assertLive(what: string): void {
    if (!this.isLive) throwCoreError(layout.STALE, what);
  }

  /** Lets go of this thread's hold. Idempotent. */
  [Symbol.dispose](): void {
    this.#isLive = false;
    const hold = this.#hold;
    if (hold === undefined || hold.number === 0) return;
    abandoned.unregister(this);
    releaseHold(hold, this);
  }

  /** What the console shows. */
  [customInspect](): string {
    return this.#hold && roll?.show(this.#hold) || "Handle";
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
