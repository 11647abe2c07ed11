import { LocalCopy } from "../../codec/copy.ts";
import { isImmutable } from "../is_immutable.ts";

/** Copies values as if they were sent to another thread. Errors call the list of them `name`. */
export function copyValues(values: readonly unknown[], name: string): unknown[] {
  if (values.every(isImmutable)) return [...values];
  const copy = new LocalCopy(values, "adopt", name);
  copy.release(); // shared objects in it have holds of their own
  return copy.value as unknown[];
}
