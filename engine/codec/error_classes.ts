import { errorClasses, errorKind } from "../errors/process_error.ts";
import { runtimeErrors } from "../platform/runtime.ts";

/** The one subclass of `DOMException`. What its prototype computes travels as properties of its own. */
const QUOTA = "QuotaExceededError";
const QUOTA_KEYS = ["message", "quota", "requested"];

/** A class of errors, whatever its constructor takes: twins are made without calling it. */
export interface ErrorClass {
  readonly prototype: Error;
}

/** The language's, the platform's and the runtime's classes whose errors arrive as real instances. */
const BUILT_IN: ReadonlyMap<string, ErrorClass> = new Map([
  ...Object.entries<ErrorClass>({
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
    AggregateError,
    DOMException,
  }),
  ...classesOfRuntime(),
]);

/**
 * The class whose errors arrive as real instances under a name: a built-in one, or one of multicore's. By the names that they have
 * here: one thread's program may be bundled, and its classes renamed.
 */
export function errorClass(name: string): ErrorClass | undefined {
  return BUILT_IN.get(name) ?? errorClasses.get(name);
}

/** Those that not every runtime has. Names of more than one part keep them apart from classes of the same name. */
function classesOfRuntime(): [string, ErrorClass][] {
  const { CompileError, LinkError, RuntimeError } = WebAssembly;
  const named = { CompileError, LinkError, RuntimeError, ...runtimeErrors() };
  return [
    ...Object.entries<ErrorClass>(named).map((
      [name, Class],
    ): [string, ErrorClass] => [`runtime.${name}`, Class]),
    ...["SuppressedError", QUOTA].map((name): [string, ErrorClass] => [name, Reflect.get(globalThis, name)]),
  ].filter(([, Class]) => Class);
}

const nameOfPrototype = new Map([...BUILT_IN].map(([name, { prototype }]) => [prototype, name]));

/** The name of the nearest class that an error is an instance of and that `errorClass` knows; for one from another realm, its own. */
export function errorClassName(error: Error): string {
  for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    // Another copy of this library has other prototypes, and perhaps classes that this one lacks.
    const known = nameOfPrototype.get(at) ?? errorKind(at);
    if (known !== undefined && errorClass(known)) return known;
  }
  return errorClass(error.name) && error.name !== "DOMException" ? error.name : "Error";
}

/** What an error may hold without showing it: `Object.keys` lists none of them, unless the user made it do so. */
const HIDDEN = ["message", "stack", "cause", "errors", "error", "suppressed", "quota", "requested"];

const hasOwn = Object.prototype.hasOwnProperty;
const isEnumerable = Object.prototype.propertyIsEnumerable;

/** The properties that an error has without showing them: its own, and those that a class of the user's computes. */
export function hiddenKeys(error: Error): string[] {
  return HIDDEN.filter((key) =>
    hasOwn.call(error, key) ? !isEnumerable.call(error, key) : isComputed(error, key)
  );
}

function isComputed(error: Error, key: string): boolean {
  for (let at = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const known = nameOfPrototype.get(at) ?? errorKind(at);
    if (known !== undefined) return known === QUOTA && QUOTA_KEYS.includes(key);
    if (hasOwn.call(at, key)) return true;
  }
  return false;
}

/** The name to show: the one that the error says, unless that is inherited from a class less exact than its own. */
export function shownName(error: Error, className: string): string {
  try {
    if (className === "DOMException" || className === QUOTA) return error.name;
    const name = `${error.name}`;
    if (hasOwn.call(error, "name") || name !== errorClass(className)!.prototype.name) return name;
    const own: unknown = error.constructor?.name;
    return typeof own === "string" && own !== "" && own !== className ? own : name;
  } catch {
    // A getter threw, or there is no text of it.
    return className;
  }
}

/**
 * A twin of an error of that class and name, still without properties of its own; only a `DOMException` has its message already. An
 * error of another runtime's class is an `Error` here, under its name.
 */
export function createError(className: string, name: string, message: string): Error {
  if (className === "DOMException") return new DOMException(message, name);
  const Class = (errorClass(className) ?? Error) as unknown as ErrorConstructor;
  if (className === QUOTA && Class !== Error) return new Class();
  // The class's own constructor may want arguments that only its first caller knew.
  const error: Error = Reflect.construct(Error, [], Class);
  // deno-lint-ignore no-explicit-any -- the stack of the decoder would mislead
  delete (error as any).stack;
  if (name !== error.name) {
    Object.defineProperty(error, "name", { value: name, writable: true, configurable: true });
  }
  return error;
}
