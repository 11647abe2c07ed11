import { ERROR_CLASSES } from "./error_classes.ts";

/** What an error may hold without showing it: `Object.keys` lists none of them, unless the user made it do so. */
const HIDDEN = ["message", "stack", "cause", "errors"];

const hasOwn = Object.prototype.hasOwnProperty;
const isEnumerable = Object.prototype.propertyIsEnumerable;

/** The properties that an error has without showing them. */
export function hiddenKeys(error: Error): string[] {
  return HIDDEN.filter((key) => hasOwn.call(error, key) && !isEnumerable.call(error, key));
}

/** The name to show: the one that the error says, unless that is inherited from a class less exact than its own. */
export function shownName(error: Error, className: string): string {
  if (className === "DOMException") return error.name;
  const name = `${error.name}`;
  if (hasOwn.call(error, "name") || name !== ERROR_CLASSES.get(className)!.prototype.name) return name;
  const own: unknown = error.constructor?.name;
  return typeof own === "string" && own !== "" && own !== className ? own : name;
}
