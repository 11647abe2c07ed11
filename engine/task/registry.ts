import type { AnyFunction, FunctionRef } from "./refs.ts";

type ExportRef = Extract<FunctionRef, { kind: "export" }>;

const brands = new WeakMap<object, ExportRef>();
const registered = new Map<string, object>();

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
