import type { FunctionRef } from "./refs.ts";

const keys = new WeakMap<FunctionRef, string>();

/** A string that two references share exactly when they stand for the same function. Computed once per reference. */
export function functionKey(ref: FunctionRef): string {
  let key = keys.get(ref);
  if (key === undefined) keys.set(ref, key = makeKey(ref));
  return key;
}

function makeKey(ref: FunctionRef): string {
  if (ref.kind === "source") return `source ${JSON.stringify(ref.name)} ${ref.source}`;
  const kind = ref.kind === "export" && ref.registered ? "registered" : ref.kind;
  return `${kind} ${JSON.stringify(ref.name)} ${ref.module}`;
}
