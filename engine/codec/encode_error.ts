import { ERROR } from "./tags.ts";
import { ERROR_CLASSES, errorClassName } from "./error_classes.ts";
import type { Encoder } from "./encoder.ts";
import { writeString } from "./strings.ts";

/** What an error may hold without showing it: `Object.keys` lists none of them, unless the user made it do so. */
const HIDDEN = ["message", "stack", "cause", "errors"];

const hasOwn = Object.prototype.hasOwnProperty;
const isEnumerable = Object.prototype.propertyIsEnumerable;

/** Appends an error: its class and name, then its hidden properties, then its own enumerable ones. */
export function encodeError(encoder: Encoder, error: Error): void {
  const { writer } = encoder;
  const className = errorClassName(error);
  const here = encoder.begin(ERROR);
  writeString(writer, className);
  writeString(writer, nameOf(error, className));
  if (className === "DOMException") writeString(writer, error.message);
  if (!here) return encoder.later(() => encodeFields(encoder, error));
  encodeFields(encoder, error);
  encoder.end();
}

function encodeFields(encoder: Encoder, error: Error): void {
  encoder.properties(
    error,
    HIDDEN.filter((key) => hasOwn.call(error, key) && !isEnumerable.call(error, key)),
  );
  encoder.properties(error, Object.keys(error));
}

/** The name to show: the one that the error says, unless that is inherited from a class less exact than its own. */
function nameOf(error: Error, className: string): string {
  if (className === "DOMException") return error.name;
  const name = `${error.name}`;
  if (hasOwn.call(error, "name") || name !== ERROR_CLASSES.get(className)!.prototype.name) return name;
  const own: unknown = error.constructor?.name;
  return typeof own === "string" && own !== "" && own !== className ? own : name;
}
