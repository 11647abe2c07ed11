import { TransferError } from "../errors/transfer_error.ts";
import { checkOptions } from "../options/check_options.ts";
import { classRef } from "../task/class_ref.ts";
import { functionRef } from "../task/function_ref.ts";
import type { AnyClass, AnyFunction } from "../task/refs.ts";
import type { Registration } from "./protocol.ts";

/** Options of `register`. */
export interface RegisterOptions {
  /** Methods and properties that proxies have; by default all whose names do not begin with an underscore. */
  readonly exposed?: readonly string[] | undefined;
  /** Methods whose results are not copied: proxies of them are returned, as of objects of the type that is named. */
  readonly methodToTypeId?: Readonly<Record<string, string>> | undefined;
  /** Whether all who create one get the same, made by the first: so several programs find one object. */
  readonly singleton?: boolean | undefined;
}

const KEYS = ["exposed", "methodToTypeId", "singleton"];

/** How a class, a function that creates objects, or another type travels to the server. Throws if it cannot. */
export function registrationOf(
  typeId: string,
  source: AnyClass | AnyFunction | string,
  options: RegisterOptions = {},
): Registration {
  const doing = `register "${typeId}"`;
  checkOptions(options, KEYS, doing);
  const { exposed, methodToTypeId = {}, singleton = false } = options;
  if (exposed !== undefined && !Array.isArray(exposed)) {
    throw new TypeError(`Cannot ${doing} as 'exposed' must be an array of names: received ${exposed}`);
  }
  return { source: sourceOf(source, doing), exposed, methodToTypeId, singleton };
}

function sourceOf(source: AnyClass | AnyFunction | string, doing: string): Registration["source"] {
  if (typeof source === "string") return { kind: "type", typeId: source };
  if (typeof source !== "function") {
    throw new TypeError(
      `Cannot ${doing} as it must be a class, a function or the name of a type: received ${String(source)}`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(source))) {
    return { kind: "class", ref: classRef(source as AnyClass) };
  }
  const ref = functionRef(source as AnyFunction);
  if (ref.kind === "kernel") throw new TransferError(`Cannot ${doing} as a kernel creates no objects`);
  return { kind: "function", ref };
}
