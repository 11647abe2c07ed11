import { LocalCopy } from "../codec/copier.ts";

/** Copies values as if they were sent to another thread. Errors call the list of them `name`. */
export function copyValues(values: readonly unknown[], name: string): unknown[] {
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
