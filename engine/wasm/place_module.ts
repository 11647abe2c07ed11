import type { Extent } from "./kernel_sections.ts";
import type { KernelHost } from "./kernel_imports.ts";
import { NULL_GUARD } from "../core/layout.ts";
import { KernelError } from "../errors/kernel_error.ts";
import { memoryImport, WasmReader, wasmSections } from "./module_reader.ts";

/** Where a module's static data begins before it is placed: what is below is no valid address. */
export const STATIC_BASE: number = NULL_GUARD;

/**
 * A copy of a module for the host's memory: its static data moved to a block of its own, which the host lends for good,
 * and its import as the memory is, shared or not. A module that is placed already stays where it is.
 *
 * @throws {KernelError} If the memory has no room for the static data.
 */
export function placeModule(wasm: Uint8Array, host: KernelHost): Uint8Array<ArrayBuffer> {
  const placed = placeStatics(wasm, (bytes) => host.arenaMore(bytes));
  if (host.memory().buffer instanceof ArrayBuffer) unshareMemory(placed);
  return placed;
}

/**
 * A copy of a module whose static data lies where `reserve` says, which takes the number of its bytes and gives a 16-aligned
 * address, or 0. A module that is placed already, or has none, stays as it is.
 *
 * @throws {KernelError} If there is no room for the static data.
 */
export function placeStatics(
  wasm: Uint8Array,
  reserve: (bytes: number) => number,
): Uint8Array<ArrayBuffer> {
  const section = wasmSections(wasm).find(({ name }) => name === RELOCATIONS_SECTION);
  const placed = wasm.slice(0, section?.start);
  if (!section) return placed;
  const relocations = readRelocations(wasm.subarray(section.content, section.end));
  const start = reserve(relocations.staticBytes);
  if (start === 0) {
    throw new KernelError(
      `Cannot load the kernels: no memory left for ${relocations.staticBytes} bytes of static data`,
    );
  }
  moveAddresses(placed, relocations, start - STATIC_BASE);
  return placed;
}

/** A module that is placed before there is a memory, which will not be shared. */
export interface UnsharedModule {
  readonly placed: Uint8Array<ArrayBuffer>;
  /** Where its static data lies; `undefined` if it has none. */
  readonly extent: Extent | undefined;
}

/** Places a module's static data, if it has any, at `start`. */
export function placeUnshared(wasm: Uint8Array, start: number): UnsharedModule {
  let extent: Extent | undefined;
  const placed = placeStatics(wasm, (bytes) => {
    extent = { start, end: start + bytes };
    return start;
  });
  unshareMemory(placed);
  return { placed, extent };
}

/** The memory has a maximum, but is not shared. */
const UNSHARED = 1;

/** Makes a module import a memory that is not shared, in place. */
export function unshareMemory(wasm: Uint8Array): void {
  wasm[memoryImport(wasm)] = UNSHARED;
}

/**
 * The custom section that says where in a module's bytes the addresses of its static data stand. It is the last one, and
 * only in a module that has static data and is not placed yet: there that begins at `STATIC_BASE`.
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

/** The addresses that move when a module is placed. */
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
