import { WasmReader } from "./wasm_reader.ts";

/**
 * The custom section that says where in a module's bytes the addresses of its static data stand. It is the last one, and
 * only in a module that has static data and is not placed yet: there that begins at `NULL_GUARD`.
 *
 *   bytes of static data ┼ constants ┼ offsets ┼ words       each list: its length, then distances; all LEB128
 */
export const RELOCATIONS_SECTION = "multicore.relocations";

/** Positions of addresses in a module's bytes, ascending. */
export interface Addresses {
  /** Signed LEB128 of five bytes: the operand of `i32.const`. */
  readonly constants: readonly number[];
  /** Unsigned LEB128 of five bytes: the offset of a load or store. */
  readonly offsets: readonly number[];
  /** Little-endian words of the data segments. */
  readonly words: readonly number[];
}

/** What a module must have moved to be placed. */
export interface Relocations extends Addresses {
  /** Bytes that its static data takes. */
  readonly staticBytes: number;
}

/** Reads the content of the section. */
export function readRelocations(section: Uint8Array): Relocations {
  const reader = new WasmReader(section, 0);
  const staticBytes = reader.integer();
  const list = () => {
    let position = 0;
    return Array.from({ length: reader.integer() }, () => position += reader.integer());
  };
  return { staticBytes, constants: list(), offsets: list(), words: list() };
}

/** Adds `distance` to each address, modulo 2³². */
export function moveAddresses(
  wasm: Uint8Array,
  { constants, offsets, words }: Addresses,
  distance: number,
): void {
  for (const at of constants) writeLeb(wasm, at, readLeb(wasm, at) + distance | 0);
  for (const at of offsets) writeLeb(wasm, at, readLeb(wasm, at) + distance >>> 0);
  const view = new DataView(wasm.buffer, wasm.byteOffset, wasm.byteLength);
  for (const at of words) view.setUint32(at, view.getUint32(at, true) + distance, true);
}

function readLeb(wasm: Uint8Array, at: number): number {
  return new WasmReader(wasm, at).integer();
}

/** Five bytes hold any 32-bit integer: the last one has its top four bits, and a negative one's sign. */
function writeLeb(wasm: Uint8Array, at: number, value: number): void {
  for (let i = 0; i < 4; i++) wasm[at + i] = value >>> 7 * i & 0x7f | 0x80;
  wasm[at + 4] = value < 0 ? value >> 28 & 0x7f : value >>> 28;
}
