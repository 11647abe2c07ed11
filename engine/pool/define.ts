import { kernelRegistry } from "../kernel/kernel_registry.ts";
import { type Definition, definitionOf } from "../task/definition.ts";
import type { AnyFunction } from "../task/refs.ts";

/** The definition that workers find a function or a kernel by. */
export function define(fn: AnyFunction): Definition {
  return definitionOf(fn, (module) => kernelRegistry.bytes(module));
}
