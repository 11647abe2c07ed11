import { TransferError } from "../errors/transfer_error.ts";
import { BoundedCache } from "./bounded_cache.ts";
import { evaluate } from "./evaluate.ts";
import { importExport } from "./module_lookup.ts";
import type { AnyClass, ClassRef } from "./refs.ts";

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
