import { registerSharedType, type SharedObject, sharedState } from "../codec/shared_object.ts";
import { Handle } from "../memory/handle.ts";

/** Sends a block or an object by itself: the receiver gets its {@linkcode Handle}. */
export class BlockReference implements SharedObject {
  readonly #handle: Handle;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  [sharedState](): ReturnType<SharedObject[typeof sharedState]> {
    return { type: "Handle", refs: [this.#handle], state: undefined };
  }
}

registerSharedType("Handle", ([ref], _state, mode) => Handle.revive(ref!, mode, "a block"));
