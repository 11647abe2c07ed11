import { ERROR } from "./tags.ts";
import { errorClassName } from "./error_classes.ts";
import { hiddenKeys, shownName } from "./error_parts.ts";
import type { Encoder } from "./encoder.ts";
import { writeString } from "./strings.ts";

/** Appends an error: its class and name, then its hidden properties, then its own enumerable ones. */
export function encodeError(encoder: Encoder, error: Error): void {
  const { writer } = encoder;
  const className = errorClassName(error);
  const here = encoder.begin(ERROR);
  writeString(writer, className);
  writeString(writer, shownName(error, className));
  if (className === "DOMException") writeString(writer, error.message);
  if (!here) return encoder.later(() => encodeFields(encoder, error));
  encodeFields(encoder, error);
  encoder.end();
}

function encodeFields(encoder: Encoder, error: Error): void {
  encoder.properties(error, hiddenKeys(error));
  encoder.properties(error, Object.keys(error));
}
