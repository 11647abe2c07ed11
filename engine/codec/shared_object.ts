import { KIND_JOB } from "../core/layout.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { layoutSymbol } from "../platform/copies.ts";
import { Refusal } from "./refusal.ts";
import { Handle, type SharedRef } from "../memory/handle.ts";
import { shown } from "../options/shown.ts";

/**
 * How long a revived shared object may be used: `"borrow"`, while its message lives (a task's arguments);
 * `"adopt"`, as long as it likes, because the reviver takes a hold of its own.
 */
export type RevivalMode = "borrow" | "adopt";

/**
 * How a message is decoded. `"foreign"` is for bytes from another program, of which nothing is believed: no shared object in them
 * is revived, save those of types that are registered for it, and these without a reference.
 */
export type DecodeMode = RevivalMode | "foreign";

/** The method that makes an object travel by handle instead of by copy. */
export const sharedState: unique symbol = layoutSymbol("sharedState") as never;

/** An object that travels by handle, as queues, locks and shared values do: in another thread it is the same thing. */
export interface SharedObject {
  /**
   * The description that stands for the object in a message.
   *
   * @internal
   */
  [sharedState](): { type: string; refs: readonly SharedRef[]; state: unknown };
}

/** Makes the twin of a shared object from its handle. */
export type Reviver = (refs: readonly SharedRef[], state: unknown, mode: RevivalMode) => object;

/** How much of a type's name errors show: another program may have sent it. */
const SHOWN_UNITS = 40;

const revivers = new Map<string, Reviver>();

/**
 * Says how objects of `type` are revived in this thread. Every thread that receives one must have registered it.
 *
 * @throws {TypeError} if `type` is taken by another reviver.
 */
export function registerSharedType(type: string, revive: Reviver): void {
  const known = revivers.get(type);
  if (known !== undefined && known !== revive) {
    throw new TypeError(`Cannot register a shared type as its name is taken: received '${type}'`);
  }
  revivers.set(type, revive);
}

/** The reviver of `type`. Throws a `TransferError` if this thread has none. */
export function reviverOf(type: string): Reviver {
  const revive = revivers.get(type);
  if (revive !== undefined) return revive;
  throw new TransferError(
    `Cannot revive a shared object as its type is not registered in this thread: received '${type}'`,
  );
}

/** Makes the twin of an object of another program's out of what that sent, which it must check. */
export type ForeignReviver = (state: unknown) => object;

const foreignRevivers = new Map<string, ForeignReviver>();

/** Says how objects of `type` are revived that come from other programs, to which they travel without references. */
export function registerForeignType(type: string, revive: ForeignReviver): void {
  foreignRevivers.set(type, revive);
}

/** Whether objects of `type` travel between programs. */
export function isForeignType(type: string): boolean {
  return foreignRevivers.has(type);
}

/** The reviver of `type` for what comes from other programs. Throws a `TransferError` if they may not send it. */
export function foreignReviverOf(type: string): ForeignReviver {
  const revive = foreignRevivers.get(type);
  if (revive !== undefined) return revive;
  throw new TransferError(
    `Cannot receive a value from another program as it holds a shared object: received a '${
      type.slice(0, SHOWN_UNITS)
    }'`,
  );
}

/**
 * The refusal of a shared object of which taking the state, or something in it, failed. The path inside a state means nothing to
 * the caller, who sees one object: it is what gets blamed.
 */
export function blameShared(object: SharedObject, error: unknown): Refusal {
  if (!(error instanceof Refusal)) {
    return new Refusal(object, `its state cannot be taken: received '${shown(error)}'`, error);
  }
  if (error.value === object) return error;
  return new Refusal(object, `its state cannot travel: ${error.reason}`, error.cause);
}

/** The description that a shared object sends instead of itself. */
export type SharedState = ReturnType<SharedObject[typeof sharedState]>;

/**
 * Registers a class that one handle on an object of that kind makes: its constructor takes it as an argument that its public type
 * does not show.
 */
export function registerHandleType(type: string, Class: new () => object, what: string, kind: number): void {
  const Revived = Class as new (handle: Handle) => object;
  registerSharedType(type, ([ref], _state, mode) => new Revived(Handle.revive(ref, mode, what, kind)));
}

/** Sends a parallel loop by itself: the receiver gets its {@linkcode Handle}. */
export class LoopReference implements SharedObject {
  readonly #handle: Handle;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  [sharedState](): SharedState {
    return { type: "LoopReference", refs: [this.#handle], state: undefined };
  }
}

registerSharedType(
  "LoopReference",
  ([ref], _state, mode) => Handle.revive(ref, mode, "a parallel loop", KIND_JOB),
);
