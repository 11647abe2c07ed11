import type { AnyFunction } from "./refs.ts";
import { brand, register } from "./registry.ts";

/**
 * Registers a function, so that it can be sent to another thread although it uses names of its module, and returns it unchanged.
 *
 * It travels as (module URL, name): the worker imports the module once, where this same line registers its own copy. The
 * function need not be exported, but the line must run whenever the module is imported.
 *
 * Python's counterpart is that a function pickles by its qualified name.
 *
 * Throws `TypeError` when `name` is empty, when `fn` is not a function or is a generator function, and when the module has
 * registered another function under the same name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { task } from "./task.ts";
 *
 * const factor = 3;
 * export const scale = task(import.meta, "scale", (x: number) => x * factor);
 *
 * assertEquals(scale(2), 6);
 * ```
 */
export function task<F extends AnyFunction>(meta: ImportMeta, name: string, fn: F): F {
  if (typeof meta?.url !== "string") {
    throw new TypeError(
      `Cannot register a task as its first argument must be 'import.meta': received ${typeof meta}`,
    );
  }
  if (typeof name !== "string" || name === "") {
    throw new TypeError(
      `Cannot register a task as 'name' must be a non-empty string: received ${JSON.stringify(name)}`,
    );
  }
  if (typeof fn !== "function") {
    throw new TypeError(`Cannot register task "${name}" as 'fn' must be a function: received ${typeof fn}`);
  }
  if (/Generator/.test(Object.prototype.toString.call(fn))) {
    throw new TypeError(
      `Cannot register task "${name}" as it is a generator function: its result cannot be sent back`,
    );
  }
  if (!register(meta.url, name, fn)) {
    throw new TypeError(
      `Cannot register task "${name}" as "${meta.url}" has registered another function under that name`,
    );
  }
  brand(fn, Object.freeze({ kind: "export", name, module: meta.url, registered: true }));
  return fn;
}
