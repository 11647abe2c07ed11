import { KernelError } from "../errors/kernel_error.ts";

/** The bytes of a module that may be written in base64. */
export function wasmBytes(source: string | Uint8Array): Uint8Array<ArrayBuffer> {
  if (typeof source !== "string") return source as Uint8Array<ArrayBuffer>;
  return Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
}

/**
 * Compiles a module from its bytes, or from base64. `what` names it.
 *
 * @throws {KernelError} If the runtime compiles nothing, or not at this time.
 */
export function compileWasm(source: string | Uint8Array, what: string): WebAssembly.Module {
  const bytes = wasmBytes(source);
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    if (!WebAssembly.validate(bytes)) throw cause;
    throw new KernelError(
      `Cannot compile ${what} as this runtime compiles no WebAssembly while it runs: pass compiled modules, which \`build.ts --wasm\` writes, as configure({ kernels })`,
      { cause },
    );
  }
}

/** Whether a value is a compiled module, also one of another realm, as a host may pass in. */
export function isModule(value: unknown): value is WebAssembly.Module {
  return Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
}
