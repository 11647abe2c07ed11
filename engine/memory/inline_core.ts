import { INLINE_CORE_WASM } from "../../kernels/generated/inline_core.ts";
import { compilesAtImport } from "../platform.ts";
import { compileWasm } from "./compile_wasm.ts";

let known: WebAssembly.Module | undefined;

/** Takes the core module for one thread, compiled, for runtimes that compile nothing. */
export function registerCompiledCore(module: WebAssembly.Module): void {
  known = module;
}

/**
 * The core module for a program with one thread, compiled.
 *
 * @throws {KernelError} If the runtime compiles nothing, and it was not given.
 */
export function inlineCore(): WebAssembly.Module {
  if (known !== undefined) return known;
  const bytes = Uint8Array.from(atob(INLINE_CORE_WASM), (character) => character.charCodeAt(0));
  return known = compileWasm(bytes, "the engine's core");
}

if (compilesAtImport()) {
  try {
    inlineCore();
  } catch {
    // Nor at import, then: the first use says so, unless the core was given.
  }
}
