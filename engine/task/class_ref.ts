import { TransferError } from "../errors/transfer_errors.ts";
import { importedExport } from "./module_lookup.ts";
import { findCommonJsExport, findMainExport } from "./main_export.ts";
import type { AnyClass, ClassRef } from "./refs.ts";
import { judgeClass } from "./verdict.ts";

const refs = new WeakMap<object, ClassRef>();

/**
 * How a subclass of `base`, or a class of its own, travels to another thread: as its own source when the only name that it uses
 * besides true globals is that of `base`, which it extends directly; else as an export of the main module.
 *
 * Static fields are evaluated anew on the other thread. Throws `TransferError`, naming the reason, for a class that cannot travel.
 */
export function classRef(cls: AnyClass, base?: AnyClass): ClassRef {
  const known = refs.get(cls);
  if (known !== undefined) return known;
  const ref = makeRef(cls, base);
  refs.set(cls, ref);
  return ref;
}

function makeRef(cls: AnyClass, base: AnyClass | undefined): ClassRef {
  const source = Function.prototype.toString.call(cls);
  const name = String(cls.name);
  const verdict = judgeClass(source);
  const isDirect = verdict.selfContained === true &&
    (base === undefined ? verdict.heritage === undefined : Object.getPrototypeOf(cls) === base);
  if (verdict.selfContained === true && isDirect) {
    return Object.freeze({ kind: "source", name, source, base: verdict.heritage });
  }
  const reason = verdict.selfContained === true
    ? verdict.heritage === undefined
      ? "it extends something other than a class named directly"
      : `it captures "${verdict.heritage}", the class that it extends`
    : verdict.reason;
  const remedy = verdict.selfContained === true
    ? "move it to the top level of the main module and export it"
    : verdict.remedy;
  const found = verdict.selfContained === true || verdict.inModule
    ? importedExport(cls) ?? findCommonJsExport(cls) ?? findMainExport(source)
    : undefined;
  if (found !== undefined && "module" in found) {
    return Object.freeze({ kind: "export", ...found, text: source });
  }
  throw new TransferError(
    `Cannot send class "${name}": ${reason}${
      found !== undefined && "problem" in found ? `, and ${found.problem}` : ""
    }; ${remedy}`,
  );
}
