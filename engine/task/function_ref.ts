import { TransferError } from "../errors/transfer_errors.ts";
import { foreigner, layoutSymbol } from "../platform/copies.ts";
import { canRead } from "../platform/modules.ts";
import { BoundedCache } from "./bounded_cache.ts";
import { type AnyFunction, checkFunction, type FunctionRef } from "./refs.ts";
import { importedExport } from "./module_lookup.ts";
import { findCommonJsExport, findMainExport, flagToRead } from "./main_export.ts";
import { brandOf } from "./registry.ts";
import { judgeFunction } from "./verdict.ts";

/** A kernel's wrapper carries `{ module, name }` under this symbol. */
const KERNEL: unique symbol = layoutSymbol("kernel") as never;

const refs = new WeakMap<AnyFunction, FunctionRef>();
const sourceRefs = new BoundedCache<string, FunctionRef>(1000);

/** Which functions may travel. */
export interface FunctionRefOptions {
  /** Whether a generator function may, whose generator stays where it runs. */
  readonly mayGenerate?: boolean | undefined;
}

/**
 * How a function travels to another thread, which shares no variable with this one: as a kernel, as an export that `importTasks`
 * named, as what `task()` registered, as its own source when that uses nothing but its parameters and true globals, in a worker
 * as an export of a module that it has imported for a task, or as an export of the main module, in this order. `README.md`
 * beside this file gives the rules.
 *
 * One lookup for a function seen before. Functions of the same name and text share one reference.
 *
 * Throws `TransferError`, naming the reason and what to do, for a function that cannot travel, and `TypeError` for what is no
 * function.
 */
export function functionRef(fn: AnyFunction, { mayGenerate = false }: FunctionRefOptions = {}): FunctionRef {
  const known = refs.get(fn);
  if (known !== undefined) return known;
  checkFunction(fn);
  const found = kernelRef(fn) ?? brandedRef(fn) ?? refuseForeigner(fn);
  if (found === undefined && mayGenerate) return textRef(fn, mayGenerate);
  const ref = found ?? textRef(fn, false);
  refs.set(fn, ref);
  return ref;
}

function kernelRef(
  fn: AnyFunction & { [KERNEL]?: { module: string; name: string } },
): FunctionRef | undefined {
  const kernel = fn[KERNEL];
  return kernel && Object.freeze({ kind: "kernel", name: kernel.name, module: kernel.module });
}

function refuseForeigner(fn: AnyFunction): undefined {
  const foreign = foreigner(fn);
  if (foreign !== undefined) throw new TransferError(`Cannot send function "${fn.name}" as it is ${foreign}`);
}

function brandedRef(fn: AnyFunction): FunctionRef | undefined {
  const ref = brandOf(fn);
  if (ref !== undefined && !canRead(ref.module)) {
    throw new TransferError(
      `Cannot send function "${ref.name}": a worker must read "${ref.module}" to import it; run with ${
        flagToRead(ref.module)
      }`,
    );
  }
  return ref;
}

function textRef(fn: AnyFunction, mayGenerate: boolean): FunctionRef {
  const text = Function.prototype.toString.call(fn);
  const { name } = fn;
  const key = `${mayGenerate ? "generator " : ""}${name}\n${text}`;
  const known = sourceRefs.get(key);
  if (known !== undefined) return known;
  const verdict = judgeFunction(text, mayGenerate);
  if (verdict.selfContained === true) {
    const ref: FunctionRef = Object.freeze({ kind: "source", name, source: text });
    sourceRefs.set(key, ref);
    return ref;
  }
  const label = name === "" ? `the function "${shorten(text)}"` : `function "${name}"`;
  if (!verdict.inModule) {
    throw new TransferError(`Cannot send ${label}: ${verdict.reason}; ${verdict.remedy}`);
  }
  const found = importedExport(fn) ?? findCommonJsExport(fn) ?? findMainExport(text);
  if ("problem" in found) {
    throw new TransferError(
      `Cannot send ${label}: ${verdict.reason}, and ${found.problem}; ${verdict.remedy}`,
    );
  }
  return Object.freeze({ kind: "export", ...found, text });
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}
