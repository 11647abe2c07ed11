import { ERROR_CLASSES } from "./error_classes.ts";

/** A twin of an error of that class and name, still without properties of its own; only a `DOMException` has its message already. */
export function createError(className: string, name: string, message: string): Error {
  if (className === "DOMException") return new DOMException(message, name);
  const Class = ERROR_CLASSES.get(className) as unknown as ErrorConstructor;
  // The class's own constructor may want arguments that only its first caller knew.
  const error: Error = Reflect.construct(Error, [], Class);
  // deno-lint-ignore no-explicit-any -- the stack of the decoder would mislead
  delete (error as any).stack;
  if (name !== error.name) {
    Object.defineProperty(error, "name", { value: name, writable: true, configurable: true });
  }
  return error;
}
