import { memoryImport } from "./memory_import.ts";

/** The memory has a maximum, but is not shared. */
const UNSHARED = 1;

/** Makes a module import a memory that is not shared, in place. */
export function unshareMemory(wasm: Uint8Array): void {
  wasm[memoryImport(wasm)] = UNSHARED;
}
