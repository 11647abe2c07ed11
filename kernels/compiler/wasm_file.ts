import { memoryImport, WasmReader, wasmSections } from "../../engine/wasm/module_reader.ts";

const CODE_SECTION = 10;
const DATA_SECTION = 11;
const PASSIVE = 1;

/**
 * Lowers the minimum of the imported memory to one page, in place: asc wants room for everything that a program might
 * address, and an import refuses any smaller memory.
 *
 * @throws {TypeError} If the module imports no memory.
 */
export function lowerMemoryMinimum(wasm: Uint8Array): void {
  const start = memoryImport(wasm) + 1; // after the flags: shared, has a maximum
  const reader = new WasmReader(wasm, start);
  reader.integer();
  // The same number of bytes keeps every size in the file true: 1 padded with zero groups.
  for (let at = start; at < reader.offset; at++) {
    wasm[at] = (at === start ? 1 : 0) | (at === reader.offset - 1 ? 0 : 0x80);
  }
}

/** A data segment: `wasm[start]` is its header, its bytes lie in `content … end`. */
export interface DataSegment {
  readonly start: number;
  readonly content: number;
  readonly end: number;
  /** Where in the memory it is written; `undefined` if the code decides. */
  readonly address: number | undefined;
}

/** The data segments of a module as asc makes it, where every address is a constant. */
export function dataSegments(wasm: Uint8Array): DataSegment[] {
  const section = wasmSections(wasm).find(({ id }) => id === DATA_SECTION);
  if (!section) return [];
  const reader = new WasmReader(wasm, section.content);
  return Array.from({ length: reader.integer() }, () => {
    const start = reader.offset;
    let address: number | undefined;
    if (reader.integer() !== PASSIVE) {
      reader.byte(); // i32.const
      address = reader.integer();
      reader.byte(); // end of the expression
    }
    const { length } = reader.vector();
    return { start, content: reader.offset - length, end: reader.offset, address };
  });
}

/** Where each of a module's functions lies, in order. */
export function functionBodies(wasm: Uint8Array): { readonly start: number; readonly end: number }[] {
  const section = wasmSections(wasm).find(({ id }) => id === CODE_SECTION);
  if (!section) return [];
  const reader = new WasmReader(wasm, section.content);
  return Array.from({ length: reader.integer() }, () => {
    const { length } = reader.vector();
    return { start: reader.offset - length, end: reader.offset };
  });
}

/** The module with a custom section added at its end. */
export function withSection(wasm: Uint8Array, name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const nameBytes = new TextEncoder().encode(name);
  const body = [...unsignedLeb(nameBytes.length), ...nameBytes, ...content];
  const header = [0, ...unsignedLeb(body.length)];
  const longer = new Uint8Array(wasm.length + header.length + body.length);
  longer.set(wasm);
  longer.set([...header, ...body], wasm.length);
  return longer;
}

/** An unsigned integer as LEB128. */
export function unsignedLeb(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 0x80; value >>>= 7) bytes.push(value & 0x7f | 0x80);
  return [...bytes, value];
}

/** The first eight bytes of the SHA-256: long enough to tell apart all modules of a program. */
export async function beginningOfHash(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 8);
}
