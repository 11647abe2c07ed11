import { WasmReader } from "./wasm_reader.ts";

/** A section of a WebAssembly module: `wasm[start]` is its id, its content lies in `content … end`. */
export interface WasmSection {
  readonly id: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
  /** A custom section's name; its content begins after it. */
  readonly name?: string;
}

const MAGIC_AND_VERSION = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/**
 * The sections of a module, in order.
 *
 * @throws {TypeError} If the bytes are no WebAssembly module.
 */
export function wasmSections(wasm: Uint8Array): WasmSection[] {
  if (MAGIC_AND_VERSION.some((byte, i) => wasm[i] !== byte)) {
    throw new TypeError("Cannot read the kernels as the bytes are no WebAssembly module");
  }
  const sections: WasmSection[] = [];
  const reader = new WasmReader(wasm, MAGIC_AND_VERSION.length);
  while (reader.offset < wasm.length) {
    const start = reader.offset;
    const id = reader.byte();
    const end = reader.integer() + reader.offset;
    if (end > wasm.length) throw new TypeError("Cannot read the kernels as the module is cut short");
    const name = id === 0 ? { name: reader.name() } : {};
    sections.push({ id, start, content: reader.offset, end, ...name });
    reader.offset = end;
  }
  return sections;
}
