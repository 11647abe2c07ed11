import { packMessage } from "../codec/message.ts";
import { Handle, type SharedRef } from "../memory/handle.ts";
import { heldRecord, recordGeneration } from "../memory/records.ts";
import { thread } from "../memory/thread.ts";
import { finalizers } from "../platform/runtime.ts";
import { type AnyFunction, type DefinitionContent, functionKey, type FunctionRef } from "./refs.ts";
import { functionRef } from "./function_ref.ts";

/** A function as workers find it: a message block with its reference. Lives as long as somebody here refers to it. */
export interface FunctionDefinition {
  readonly record: number;
  readonly generation: number;
  /** The function's name in errors. */
  readonly name: string;
  /** What must be held so that the function can be found: by a thread that may outlive this one, for itself. */
  readonly needs: readonly SharedRef[];
}

const byFunction = new WeakMap<AnyFunction, FunctionDefinition>();
const byKey = new Map<string, WeakRef<FunctionDefinition>>();
const unused = finalizers<{ key: string; hold: number }>(({ key, hold }) => {
  thread().core.release(hold);
  if (byKey.get(key)?.deref() === undefined) byKey.delete(key);
});
const moduleBlocks = new Map<string, { readonly handle: Handle; readonly length: number }>();

/**
 * The definition of a function that is to run in a worker. One lookup for a function seen before. Throws what
 * {@linkcode functionRef} throws. `kernelBytes` gives the bytes of a kernel's module.
 */
export function definitionOf(
  fn: AnyFunction,
  kernelBytes: (module: string) => Uint8Array,
): FunctionDefinition {
  let definition = byFunction.get(fn);
  if (definition === undefined) {
    const ref = functionRef(fn);
    definition = byKey.get(functionKey(ref))?.deref() ?? define(ref, kernelBytes);
    byFunction.set(fn, definition);
  }
  return definition;
}

function define(ref: FunctionRef, kernelBytes: (module: string) => Uint8Array): FunctionDefinition {
  const wasm = ref.kind === "kernel" ? moduleBlock(ref.module, kernelBytes) : undefined;
  const content: DefinitionContent = wasm === undefined
    ? { ref }
    : { ref, wasm: { record: wasm.handle.record, length: wasm.length } };
  const hold = packMessage(content);
  const record = heldRecord(hold);
  const own = { record, generation: recordGeneration(record) };
  const needs = wasm === undefined ? [own] : [own, wasm.handle];
  const definition: FunctionDefinition = { ...own, name: ref.name || "anonymous", needs };
  const key = functionKey(ref);
  byKey.set(key, new WeakRef(definition));
  unused.register(definition, { key, hold });
  return definition;
}

function moduleBlock(
  module: string,
  kernelBytes: (module: string) => Uint8Array,
): { handle: Handle; length: number } {
  let block = moduleBlocks.get(module);
  if (block === undefined) {
    const bytes = kernelBytes(module);
    const handle = Handle.uninitializedBlock(bytes.length, "a kernel module");
    thread().bytes.set(bytes, handle.address);
    moduleBlocks.set(module, block = { handle, length: bytes.length });
  }
  return block;
}
