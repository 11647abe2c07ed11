import { KernelError } from "../errors/kernel_error.ts";

/**
 * Compiles a module. `what` names it.
 *
 * @throws {KernelError} If the runtime compiles nothing, or not at this time.
 */
export function compileWasm(bytes: Uint8Array<ArrayBuffer>, what: string): WebAssembly.Module {
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
