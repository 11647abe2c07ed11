import type { Decoder } from "./decoder.ts";
import { ERROR_CLASSES } from "./error_classes.ts";

/** Reads the head of an error and makes a twin of its class, still without properties of its own. */
export function createError(decoder: Decoder): Error {
  const className = decoder.string();
  const name = decoder.string();
  const Class = ERROR_CLASSES.get(className);
  if (Class === undefined) throw decoder.damaged("an error's class is unknown");
  if (Class === DOMException) return new DOMException(decoder.string(), name);
  // The class's own constructor may want arguments that only its first caller knew.
  const error: Error = Reflect.construct(Error, [], Class as unknown as ErrorConstructor);
  // deno-lint-ignore no-explicit-any -- the stack of the decoder would mislead
  delete (error as any).stack;
  if (name !== error.name) {
    Object.defineProperty(error, "name", { value: name, writable: true, configurable: true });
  }
  return error;
}
