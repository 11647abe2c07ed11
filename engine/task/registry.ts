import { isolateState, NAMED_FUNCTIONS } from "../platform/copies.ts";
import type { AnyFunction, FunctionRef } from "./refs.ts";

type ExportRef = Extract<FunctionRef, { kind: "export" }>;

const named = isolateState(NAMED_FUNCTIONS, () => ({
  brands: new WeakMap<object, ExportRef>(),
  registered: new Map<string, object>(),
  local: new WeakMap<AnyFunction, FunctionRef>(),
  localCount: 0,
}));
const { brands, registered } = named;

/** Says that `fn` travels as `ref`, whatever its text. */
export function brand(fn: object, ref: ExportRef): void {
  brands.set(fn, ref);
}

/** The reference that `fn` was branded with. */
export function brandOf(fn: object): ExportRef | undefined {
  return brands.get(fn);
}

/** Keeps `fn` under a key; `false` when the key already names another function. */
export function register(module: string, name: string, fn: object): boolean {
  const key = registryKey(module, name);
  const known = registered.get(key);
  if (known !== undefined) return known === fn;
  registered.set(key, fn);
  return true;
}

/** What was registered under a key. */
export function registeredAs(module: string, name: string): object | undefined {
  return registered.get(registryKey(module, name));
}

function registryKey(module: string, name: string): string {
  return `${module} ${name}`;
}

const MODULE = "multicore:local";

/** A reference that this thread alone can follow, to any function: for programs that have no other. It is kept for good. */
export function localRef(fn: AnyFunction): FunctionRef {
  let ref = brandOf(fn) ?? named.local.get(fn);
  if (ref === undefined) {
    ref = { kind: "export", module: MODULE, name: `${fn.name} ${++named.localCount}`, registered: true };
    register(MODULE, ref.name, fn);
    named.local.set(fn, ref);
  }
  return ref;
}
