import { brandOf, register } from "./registry.ts";
import type { AnyFunction, FunctionRef } from "./refs.ts";

const MODULE = "multicore:local";
const refs = new WeakMap<AnyFunction, FunctionRef>();
let count = 0;

/** A reference that this thread alone can follow, to any function: for programs that have no other. It is kept for good. */
export function localRef(fn: AnyFunction): FunctionRef {
  let ref = brandOf(fn) ?? refs.get(fn);
  if (ref === undefined) {
    ref = { kind: "export", module: MODULE, name: `${fn.name} ${++count}`, registered: true };
    register(MODULE, ref.name, fn);
    refs.set(fn, ref);
  }
  return ref;
}
