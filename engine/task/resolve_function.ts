import { TransferError } from "../errors/transfer_error.ts";
import { BoundedCache } from "./bounded_cache.ts";
import { evaluate } from "./evaluate.ts";
import { functionKey } from "./function_key.ts";
import { importExport, importModule } from "./module_lookup.ts";
import type { AnyFunction, JavaScriptRef } from "./refs.ts";
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
