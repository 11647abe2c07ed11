import { readMessage } from "../codec/message.ts";

/** Any function that can be a task. Its parameters are `any`, because a function of fixed parameters would not fit `unknown`. */
// deno-lint-ignore no-explicit-any
export type AnyFunction = (...args: any[]) => unknown;

/** Any class, abstract or not. */
// deno-lint-ignore no-explicit-any
export type AnyClass = abstract new (...args: any[]) => object;

/** A function in a form that another thread can turn back into a function: see `README.md`. */
export type FunctionRef =
  /** Its own text, which uses nothing but its parameters and true globals. */
  | { readonly kind: "source"; readonly name: string; readonly source: string }
  /** An export of a module, or a function that the module registers. */
  | {
    readonly kind: "export";
    readonly name: string;
    readonly module: string;
    /** Set when `name` is a key given to `task()` rather than an export. */
    readonly registered?: true;
    /** The text that the export must have, when it was recognised by its text. */
    readonly text?: string;
  }
  /** A WebAssembly kernel. */
  | { readonly kind: "kernel"; readonly name: string; readonly module: string };

/** A reference that JavaScript alone can follow. */
export type JavaScriptRef = Exclude<FunctionRef, { readonly kind: "kernel" }>;

/** A class in a form that another thread can turn back into a class. */
export type ClassRef =
  /** Its own text, in which the name `base`, if there is one, stands for the base class. */
  | {
    readonly kind: "source";
    readonly name: string;
    readonly source: string;
    readonly base: string | undefined;
  }
  /** An export of the main module that has this text. */
  | { readonly kind: "export"; readonly name: string; readonly module: string; readonly text: string };

const keys = new WeakMap<FunctionRef, string>();

/** A string that two references share exactly when they stand for the same function. Computed once per reference. */
export function functionKey(ref: FunctionRef): string {
  let key = keys.get(ref);
  if (key === undefined) keys.set(ref, key = makeKey(ref));
  return key;
}

function makeKey(ref: FunctionRef): string {
  if (ref.kind === "source") return `source ${JSON.stringify(ref.name)} ${ref.source}`;
  const kind = ref.kind === "export" && ref.registered ? "registered" : ref.kind;
  return `${kind} ${JSON.stringify(ref.name)} ${ref.module}`;
}

/** What the block of a definition says. */
export interface DefinitionContent {
  readonly ref: FunctionRef;
  /** The block with the bytes of a kernel's module. */
  readonly wasm?: { readonly record: number; readonly length: number };
}

/** What the block of a definition says, in a worker. */
export function readDefinition(record: number): DefinitionContent {
  return readMessage(record, "borrow") as DefinitionContent;
}

/** Throws a `TypeError` for a task that is no function. */
export function checkFunction(fn: unknown): void {
  if (typeof fn === "function") return;
  throw new TypeError(
    `Cannot send a task as it must be a function: received ${fn === null ? "null" : typeof fn}`,
  );
}
