/** Reads bytes and LEB128 integers of a WebAssembly module one after the other (core specification, chapter 5). */
export class WasmReader {
  readonly #bytes: Uint8Array;
  /** Where the next byte is read. */
  offset: number;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  /** One byte. @throws {TypeError} If there is none left. */
  byte(): number {
    const byte = this.#bytes[this.offset++];
    if (byte === undefined) throw new TypeError("Cannot read the kernels as the module is cut short");
    return byte;
  }

  /** An unsigned integer, or the low 32 bits of a signed one, which is what an address is. */
  integer(): number {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  /** A vector of bytes: a name, or the content of a segment. */
  vector(): Uint8Array {
    const length = this.integer();
    this.offset += length;
    return this.#bytes.subarray(this.offset - length, this.offset);
  }

  /** A name. */
  name(): string {
    return new TextDecoder().decode(this.vector());
  }
}

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

/** The content of a module's custom section, from its bytes or as it is compiled; `undefined` if it has none. */
export function customSection(
  module: Uint8Array | WebAssembly.Module,
  name: string,
): Uint8Array | undefined {
  if (module instanceof Uint8Array) {
    const section = wasmSections(module).find((section) => section.name === name);
    return section && module.subarray(section.content, section.end);
  }
  const [content] = WebAssembly.Module.customSections(module, name);
  return content && new Uint8Array(content);
}

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
