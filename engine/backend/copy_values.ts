import { LocalCopy } from "../codec/copier.ts";
import type { PathName } from "../codec/explain.ts";

/** Copies values as if they were sent to another thread. Errors call them what `name` says. */
export function copyValues(values: readonly unknown[], name: PathName): unknown[] {
  if (values.every(isImmutable)) return [...values];
  const copy = new LocalCopy(values, "adopt", name);
  copy.release(); // shared objects in it have holds of their own
  return copy.value as unknown[];
}

/** Whether a value needs no copy before the caller goes on. */
export function isImmutable(value: unknown): boolean {
  return value === null ||
    (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");
}
