import { WasmReader } from "./wasm_reader.ts";
import { wasmSections } from "./wasm_sections.ts";

const IMPORT_SECTION = 2;
const FUNCTION_IMPORT = 0;
const MEMORY_IMPORT = 2;

/**
 * Where in a module's bytes the limits of its imported memory begin: a byte of flags, the minimum and the maximum.
 *
 * @throws {TypeError} If the module imports no memory.
 */
export function memoryImport(wasm: Uint8Array): number {
  const section = wasmSections(wasm).find(({ id }) => id === IMPORT_SECTION);
  const reader = new WasmReader(wasm, section?.content ?? 0);
  for (let count = section ? reader.integer() : 0; count > 0; count--) {
    reader.vector();
    reader.vector();
    const kind = reader.byte();
    if (kind === MEMORY_IMPORT) return reader.offset;
    if (kind !== FUNCTION_IMPORT) break; // asc imports nothing but functions and the memory
    reader.integer();
  }
  throw new TypeError("Cannot place the kernels as the module imports no memory");
}
