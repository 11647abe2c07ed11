import { importExport } from "./module_lookup.ts";
import type { AnyFunction } from "./refs.ts";
import { brand } from "./registry.ts";

/** A function of a module that another thread will import: called here, it imports the module too and returns a promise. */
export type TaskReference<F> = F extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R>>
  : never;

/** References to the functions that a module of type `M` exports; its other exports are left out. */
export type Tasks<M> = {
  readonly [K in keyof M as M[K] extends AnyFunction ? K : never]: TaskReference<M[K]>;
};

/** Schemes that name a module without a base URL. */
const ABSOLUTE = /^(file|https?|data|blob|npm|jsr|node):/;

/**
 * References to the functions that a module exports, to be sent to other threads: each worker imports the module once.
 * This thread does not import it, unless a reference is called here.
 *
 * `url` must be absolute, because workers do not know which module it was written in. A name that the module does not
 * export is an error of the call that uses it, which lists what the module exports.
 *
 * Throws `TypeError` when `url` is relative, or neither a string nor a `URL`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { importTasks } from "./import_tasks.ts";
 *
 * const url = "data:text/javascript,export const square = (n) => n * n";
 * const tasks = importTasks<{ square(n: number): number }>(url);
 *
 * assertEquals(await tasks.square(5), 25);
 * ```
 */
export function importTasks<M>(url: string | URL): Tasks<M> {
  const module = url instanceof URL ? url.href : url;
  if (typeof module !== "string" || !ABSOLUTE.test(module)) {
    throw new TypeError(
      `Cannot import tasks as 'url' must be absolute, as import.meta.resolve("./tasks.ts") is: received ${
        JSON.stringify(url)
      }`,
    );
  }
  const references = new Map<string, AnyFunction>();
  const handler: ProxyHandler<object> = {
    get(_, name) {
      // A promise asks every object for `then`.
      if (typeof name !== "string" || name === "then") return undefined;
      let reference = references.get(name);
      if (reference === undefined) references.set(name, reference = makeReference(module, name));
      return reference;
    },
  };
  return new Proxy(Object.freeze({}), handler) as Tasks<M>;
}

function makeReference(module: string, name: string): AnyFunction {
  const reference = async (...args: unknown[]): Promise<unknown> =>
    (await importExport(module, name))(...args);
  Object.defineProperty(reference, "name", { value: name, configurable: true });
  brand(reference, Object.freeze({ kind: "export", name, module }));
  return reference;
}
