import { Queue } from "../channel/queue.ts";
import { TransferError } from "../errors/transfer_errors.ts";
import { checkOptions } from "../options/check_options.ts";
import { shown } from "../options/shown.ts";
import { classRef } from "../task/class_ref.ts";
import { functionRef } from "../task/function_ref.ts";
import type { AnyClass, AnyFunction, JavaScriptRef } from "../task/refs.ts";
import type { ProxyTypeState, Registration } from "./protocol.ts";
import { BaseProxy } from "./proxy.ts";

/** Options of `register`. */
export interface RegisterOptions {
  /** Methods and properties that proxies have; by default all whose names do not begin with an underscore. */
  readonly exposed?: readonly string[] | undefined;
  /** Methods whose results are not copied: proxies of them are returned, as of objects of the type that is named. */
  readonly methodToTypeId?: Readonly<Record<string, string>> | undefined;
  /** Whether all who create one get the same, made by the first: so several programs find one object. */
  readonly singleton?: boolean | undefined;
  /**
   * A subclass of `BaseProxy` with methods that run where they are called, and win over the object's own (Python's `proxytype`).
   * They return promises; they reach the object by `callMethod`. Private fields of it do not exist. It travels as a class does
   * that is registered, and never to another program: a program that connects names its own.
   */
  readonly proxyType?: ProxyClass | undefined;
  /**
   * Whether objects of the type can be created; `true` by default. If so, the manager has a method of the type's name, too, unless it
   * has one already. If not, they come from methods of others alone: see `methodToTypeId`.
   */
  readonly createMethod?: boolean | undefined;
}

/** A subclass of `BaseProxy`, abstract or not. */
// deno-lint-ignore no-explicit-any -- constructors of any parameters
export type ProxyClass<P extends BaseProxy = BaseProxy> = abstract new (...args: any[]) => P;

const KEYS = ["exposed", "methodToTypeId", "singleton", "proxyType", "createMethod"];

/** What `register` takes. */
export type Source = AnyClass | AnyFunction | string | Queue | undefined;

/** How a class, a function that creates objects, another type or a queue travels to the server. Throws if it cannot. */
export function registrationOf(
  typeId: string,
  source: Source,
  options: RegisterOptions = {},
): Registration {
  const doing = `register "${typeId}"`;
  checkOptions(options, KEYS, doing);
  const { exposed, methodToTypeId = {}, createMethod = true } = options;
  if (exposed !== undefined && !Array.isArray(exposed)) {
    throw new TypeError(`Cannot ${doing} as 'exposed' must be an array of names: received ${shown(exposed)}`);
  }
  if (typeof createMethod !== "boolean") {
    throw new TypeError(
      `Cannot ${doing} as 'createMethod' must be true or false: received ${shown(createMethod)}`,
    );
  }
  return {
    source: createMethod && source !== undefined ? sourceOf(source, doing) : { kind: "none" },
    exposed,
    methodToTypeId,
    // One queue is the same for all.
    singleton: source instanceof Queue || (options.singleton ?? false),
    proxyType: proxyTypeOf(options.proxyType, doing),
  };
}

/** How the class of `proxyType` travels, and what it has. Throws if it cannot, or is no such class. */
function proxyTypeOf(proxyType: ProxyClass | undefined, doing: string): ProxyTypeState | undefined {
  if (proxyType === undefined) return undefined;
  if (typeof proxyType !== "function" || !(proxyType.prototype instanceof BaseProxy)) {
    throw new TypeError(
      `Cannot ${doing} as 'proxyType' must be a class that extends BaseProxy: received ${shown(proxyType)}`,
    );
  }
  const methods = new Set<string>();
  const getters = new Set<string>();
  let iterates = false;
  for (let at = proxyType.prototype; at !== BaseProxy.prototype; at = Object.getPrototypeOf(at)) {
    iterates ||= Object.hasOwn(at, Symbol.asyncIterator);
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (name === "constructor" || name === "then") continue;
      if (typeof value === "function") methods.add(name);
      else if (get !== undefined) getters.add(name);
    }
  }
  const ref = classRef(proxyType, BaseProxy);
  return { ref, methods: [...methods], getters: [...getters], iterates };
}

function sourceOf(source: Exclude<Source, undefined>, doing: string): Registration["source"] {
  if (typeof source === "string") return { kind: "type", typeId: source };
  if (source instanceof Queue) return { kind: "queue", queue: source };
  if (typeof source !== "function") {
    throw new TypeError(
      `Cannot ${doing} as it must be a class, a function, a queue or the name of a type: received ${
        shown(source)
      }`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(source))) {
    return { kind: "class", ref: classRef(source as AnyClass) };
  }
  return { kind: "function", ref: javaScriptRef(source as AnyFunction, doing) };
}

/** How a function travels that runs in the server; it may be a generator function. Throws if it cannot. */
export function javaScriptRef(fn: AnyFunction, doing: string): JavaScriptRef {
  const ref = functionRef(fn, { mayGenerate: true });
  if (ref.kind === "kernel") throw new TransferError(`Cannot ${doing} as a kernel creates no objects`);
  return ref;
}
