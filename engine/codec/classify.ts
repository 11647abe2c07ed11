import { SHARED_BUFFER } from "./buffer_writer.ts";
import { isProxy } from "./object_traits.ts";
import { Refusal } from "./refusal.ts";
import { foreigner } from "../platform/copies.ts";

/** What kind of object it is, as far as encoding goes. */
export type Kind = "object" | "map" | "set" | "date" | "regexp" | "boxed" | "error" | "buffer" | "view";

const toString = Object.prototype.toString;
const ObjectPrototype = Object.prototype;

/** The kinds of built-in objects by their tags, and what reads an internal slot, so throws for anything but the real thing. */
const KINDS: Readonly<Record<string, readonly [kind: Kind, read: (this: unknown) => unknown]>> = {
  Map: ["map", getter(Map.prototype, "size")],
  Set: ["set", getter(Set.prototype, "size")],
  Date: ["date", Date.prototype.getTime],
  RegExp: ["regexp", getter(RegExp.prototype, "flags")],
  Number: ["boxed", Number.prototype.valueOf],
  String: ["boxed", String.prototype.valueOf],
  Boolean: ["boxed", Boolean.prototype.valueOf],
  BigInt: ["boxed", BigInt.prototype.valueOf],
  ArrayBuffer: ["buffer", getter(ArrayBuffer.prototype, "byteLength")],
};

/** Tags of built-in objects that no global class names. */
const BOUND =
  /^(Arguments|Module|Symbol|(Async)?Generator|.* Iterator|Iterator Helper|(Intl|WebAssembly|Temporal)\..*)$/;

const HINTS: Readonly<Record<string, string>> = {
  Promise: ", await it first",
  SharedArrayBuffer: ", send the SharedArray itself",
  Generator: ", collect its items first",
  AsyncGenerator: ", collect its items first",
  URL: ", send its href",
  Blob: ", send its bytes",
  File: ", send its bytes",
  Arguments: ", send an array",
  Symbol: ", as symbols do not",
};

/** Why a value that is neither an object nor sent as it is cannot travel. */
export function refusedPrimitive(value: unknown): Refusal {
  const reason = typeof value === "symbol"
    ? "symbols do not travel"
    : "functions do not travel inside values";
  return new Refusal(value, reason);
}

/** Throws a {@linkcode Refusal} for a proxy. */
export function refuseProxy(object: object): void {
  if (isProxy(object)) throw new Refusal(object, "a Proxy does not travel, send what is behind it");
}

/** The keys of an object of no special kind. Throws a {@linkcode Refusal} for what a function was called with. */
export function plainKeys(object: object): string[] {
  const keys = Object.keys(object);
  if ((keys.length === 0 || keys[0] === "0") && toString.call(object) === "[object Arguments]") {
    throw new Refusal(object, "an arguments object does not travel, send an array");
  }
  return keys;
}

/** The primitive in an object of the kind `"boxed"`. */
export function unbox(object: object): unknown {
  return KINDS[toString.call(object).slice(8, -1)]![1].call(object);
}

/** Whether an object is a plain one by its prototype alone; most are, and asking the rest takes longer. */
export function isPlain(object: object): boolean {
  return Object.getPrototypeOf(object) === ObjectPrototype;
}

/**
 * The kind of an object that is neither an array nor plain at first sight, as `structuredClone` would see it: by
 * what it is, whatever its prototype says. A user's class instance is an `"object"`.
 *
 * @throws {Refusal} if such objects do not travel.
 */
export function kindOf(object: object): Kind {
  if (ArrayBuffer.isView(object)) return "view";
  const foreign = foreigner(object);
  if (foreign !== undefined) throw new Refusal(object, `it is ${foreign}`);
  const tag = toString.call(object).slice(8, -1);
  if (tag === "Object" && object !== globalThis) return "object";
  if (tag === "Error") return "error";
  if (Object.hasOwn(KINDS, tag)) return holdsSlot(object, tag) ? KINDS[tag]![0] : "object";
  if (object instanceof Error) return "error";
  if (isBound(object, tag)) throw new Refusal(object, reasonOf(object, tag));
  return disguised(object);
}

function reasonOf(object: object, tag: string): string {
  if (object === globalThis) return "the global object does not travel";
  if (tag === "SharedArrayBuffer") return SHARED_BUFFER;
  const article = /^[AEIO]/.test(tag) ? "an" : "a";
  return `${article} ${tag} does not travel${HINTS[tag] ?? ""}`;
}

/** Whether the object is of a class of the language or the platform that only means something where it was made. */
function isBound(object: object, tag: string): boolean {
  if (object === globalThis || BOUND.test(tag)) return true;
  const Class = (globalThis as unknown as Record<string, unknown>)[tag];
  return typeof Class === "function" && object instanceof Class;
}

/** The kind behind a tag of the user's own. */
function disguised(object: object): Kind {
  for (const name of ["Map", "Set", "Date", "RegExp", "ArrayBuffer"]) {
    const Class = (globalThis as unknown as Record<string, new () => unknown>)[name]!;
    if (object instanceof Class && holdsSlot(object, name)) return KINDS[name]![0];
  }
  return "object";
}

function holdsSlot(object: object, tag: string): boolean {
  try {
    KINDS[tag]![1].call(object);
    return true;
  } catch {
    return false;
  }
}

function getter(prototype: object, name: string): (this: unknown) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!;
}
