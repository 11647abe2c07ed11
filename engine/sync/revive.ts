import { registerSharedType, type SharedObject, type sharedState } from "../codec/shared_object.ts";
import { Handle } from "../memory/handle.ts";

/** What a shared object sends instead of itself. */
export type SharedState = ReturnType<SharedObject[typeof sharedState]>;

/** Registers a class that one handle makes: its constructor takes it as an argument that its public type does not show. */
export function registerHandleType(type: string, Class: new () => object, what: string): void {
  const Revived = Class as new (handle: Handle) => object;
  registerSharedType(type, ([ref], _state, mode) => new Revived(Handle.revive(ref!, mode, what)));
}
