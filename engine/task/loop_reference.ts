import { KIND_JOB } from "../core/layout.ts";
import { registerSharedType, type SharedObject, sharedState } from "../codec/shared_object.ts";
import { Handle } from "../memory/handle.ts";

/** Sends a parallel loop by itself: the receiver gets its {@linkcode Handle}. */
export class LoopReference implements SharedObject {
  readonly #handle: Handle;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  [sharedState](): ReturnType<SharedObject[typeof sharedState]> {
    return { type: "LoopReference", refs: [this.#handle], state: undefined };
  }
}

registerSharedType(
  "LoopReference",
  ([ref], _state, mode) => Handle.revive(ref, mode, "a parallel loop", KIND_JOB),
);
