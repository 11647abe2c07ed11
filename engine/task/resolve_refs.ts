import { TransferError } from "../errors/transfer_errors.ts";
import { BoundedCache } from "./bounded_cache.ts";
import { type AnyClass, type AnyFunction, type ClassRef, functionKey, type JavaScriptRef } from "./refs.ts";
import { importExport, importModule } from "./module_lookup.ts";
import { registeredAs } from "./registry.ts";

type ExportRef = Extract<JavaScriptRef, { kind: "export" }>;

const resolved = new BoundedCache<string, AnyFunction>(1000);

/**
 * The function that a reference stands for, on the thread that calls it: at once if it is known or travels as source, else a
 * promise. Throws, or rejects with, `TransferError` when there is no such function here. Kernels are found by `engine/kernel`.
 */
export function resolveFunction(ref: JavaScriptRef): AnyFunction | Promise<AnyFunction> {
  const key = functionKey(ref);
  const known = resolved.get(key);
  if (known !== undefined) return known;
  const found = find(ref);
  if (typeof found === "function") {
    resolved.set(key, found);
    return found;
  }
  return found.then((fn) => {
    resolved.set(key, fn);
    return fn;
  });
}

function find(ref: JavaScriptRef): AnyFunction | Promise<AnyFunction> {
  if (ref.kind === "source") return evaluate<AnyFunction>(ref.name, ref.source);
  if (!ref.registered) return findFunctionExport(ref);
  return registeredAs(ref.module, ref.name) as AnyFunction | undefined ?? findRegistered(ref);
}

async function findRegistered({ module, name }: ExportRef): Promise<AnyFunction> {
  await importModule(module, name);
  const fn = registeredAs(module, name);
  if (fn !== undefined) return fn as AnyFunction;
  throw new TransferError(
    `Cannot run "${name}" of "${module}": importing the module does not register it; call task() at the module's top level`,
  );
}

async function findFunctionExport({ module, name, text }: ExportRef): Promise<AnyFunction> {
  const fn = await importExport(module, name);
  if (text === undefined || Function.prototype.toString.call(fn) === text) return fn;
  throw new TransferError(
    `Cannot run "${name}" of "${module}": in the worker the module exports a different function under that name`,
  );
}

/** A class that can be constructed. */
// deno-lint-ignore no-explicit-any
type ConcreteClass = new (...args: any[]) => object;

const evaluated = new BoundedCache<string, { base: AnyClass | undefined; made: ConcreteClass }>(100);

/**
 * The class that a reference stands for, on the thread that calls it, a subclass of this thread's own `base` if one is given.
 * Throws, or rejects with, `TransferError` when there is no such class here.
 */
export function resolveClass(ref: ClassRef, base?: AnyClass): ConcreteClass | Promise<ConcreteClass> {
  if (ref.kind === "export") return findClassExport(ref, base);
  const key = `${ref.name}\n${ref.source}`;
  const known = evaluated.get(key);
  if (known !== undefined && known.base === base) return known.made;
  const bound = ref.base === undefined ? undefined : { name: ref.base, value: base };
  const made = evaluate<ConcreteClass>(ref.name, ref.source, bound);
  evaluated.set(key, { base, made });
  return made;
}

async function findClassExport(
  { module, name, text }: Extract<ClassRef, { kind: "export" }>,
  base: AnyClass | undefined,
): Promise<ConcreteClass> {
  const found = await importExport(module, name);
  const fits = base === undefined || found.prototype instanceof base;
  if (fits && Function.prototype.toString.call(found) === text) {
    return found as unknown as ConcreteClass;
  }
  throw new TransferError(
    `Cannot run "${name}" of "${module}": in the worker the module exports a different class under that name`,
  );
}

/**
 * The function or class that a source text stands for, evaluated in strict mode and global scope. `bound` gives one name a
 * meaning inside it. Stack traces show the text under its name, with the text's own line numbers.
 */
export function evaluate<T extends object>(
  name: string,
  source: string,
  bound?: { name: string; value: unknown },
): T {
  const url = `\n//# sourceURL=multicore:///${encodeURIComponent(name || "anonymous")}`;
  let made: T;
  try {
    // An indirect eval sees no scope but the global one.
    if (bound === undefined) made = (0, eval)(`"use strict"; (${source}\n)${url}`);
    else made = (0, eval)(`"use strict"; ((${bound.name}) => (${source}\n))${url}`)(bound.value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TransferError(`Cannot evaluate the source of "${name}": ${reason}`, { cause });
  }
  // `const f = () => …` has its name from the constant, which is not part of the text. A class may define its own `name`.
  const own = Object.getOwnPropertyDescriptor(made, "name");
  if (own === undefined || typeof own.value === "string") {
    Object.defineProperty(made, "name", { value: name, configurable: true });
  }
  return made;
}
