import { packMessage, unpackMessage } from "../../codec/message.ts";
import { isImmutable } from "../is_immutable.ts";

/** Copies values as if they were sent to another thread. Errors call the list of them `name`. */
export function copyValues(values: readonly unknown[], name: string): unknown[] {
  if (values.every(isImmutable)) return [...values];
  return unpackMessage(packMessage(values, name)) as unknown[];
}
