import { nodeUtil } from "./node_util.ts";

let ask: ((value: object) => boolean) | undefined;

/** Whether an object is a proxy. The language hides it; where the runtime does not tell either, the answer is no. */
export function isProxy(value: object): boolean {
  ask ??= nodeUtil()?.types.isProxy ?? (() => false);
  return ask(value);
}
