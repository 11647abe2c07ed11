/** The parts of WebAssembly's binary format that the build looks at (core specification, chapter 5). */

const IMPORT_SECTION = 2;
const DATA_SECTION = 11;
const MEMORY_IMPORT = 2;
const I32_CONST = 0x41;

/** Reads bytes and LEB128 integers one after the other. */
class Reader {
  readonly #bytes: Uint8Array;
  offset: number;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.offset = offset;
  }

  byte(): number {
    return this.#bytes[this.offset++]!;
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

  /** Skips a vector of bytes: a name, or the content of a segment. Returns its length. */
  skipVector(): number {
    const length = this.integer();
    this.offset += length;
    return length;
  }
}

/** Where the content of a section begins, or `undefined` where the module has none. */
function findSection(wasm: Uint8Array, wanted: number): Reader | undefined {
  const reader = new Reader(wasm, 8);
  while (reader.offset < wasm.length) {
    const id = reader.byte();
    const size = reader.integer();
    if (id === wanted) return reader;
    reader.offset += size;
  }
  return undefined;
}

/**
 * Lowers the minimum of the imported memory to one page, in place: asc wants room for everything that a program might
 * address, and an import refuses any smaller memory.
 *
 * @throws {TypeError} If the first import is not a memory.
 */
export function lowerMemoryMinimum(wasm: Uint8Array): void {
  const reader = findSection(wasm, IMPORT_SECTION);
  for (let count = reader?.integer() ?? 0; reader && count > 0; count--) {
    reader.skipVector();
    reader.skipVector();
    const kind = reader.byte();
    if (kind === MEMORY_IMPORT) {
      reader.byte(); // flags: shared, has a maximum
      const start = reader.offset;
      reader.integer();
      // The same number of bytes keeps every size in the file true: 1 padded with zero groups.
      for (let at = start; at < reader.offset; at++) {
        wasm[at] = (at === start ? 1 : 0) | (at === reader.offset - 1 ? 0 : 0x80);
      }
      return;
    }
    if (kind !== 0) break; // asc imports nothing but functions and the memory
    reader.integer();
  }
  throw new TypeError("Cannot lower the memory's minimum as the module imports no memory");
}

/**
 * Where the module's static data ends: the highest address that instantiating it writes, or 0 if it has none.
 *
 * @throws {TypeError} If a segment's address is not a constant.
 */
export function staticDataEnd(wasm: Uint8Array): number {
  const reader = findSection(wasm, DATA_SECTION);
  let end = 0;
  for (let count = reader?.integer() ?? 0; reader && count > 0; count--) {
    const passive = reader.integer() === 1;
    let address = 0;
    if (!passive) {
      if (reader.byte() !== I32_CONST) {
        throw new TypeError("Cannot place a data segment as its address is no constant");
      }
      address = reader.integer();
      reader.byte(); // end of the expression
    }
    end = Math.max(end, address + reader.skipVector());
  }
  return end;
}
