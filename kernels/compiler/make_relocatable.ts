import { KernelError } from "../../engine/errors/kernel_error.ts";
import {
  type Addresses,
  moveAddresses,
  type Relocations,
  STATIC_BASE,
} from "../../engine/wasm/place_module.ts";
import type { CompiledProgram } from "./asc.ts";
import { dataSegments, functionBodies, unsignedLeb } from "./wasm_file.ts";

/**
 * Where the static data of the three builds begins. From 2²⁸ on an address takes five bytes of LEB128, signed or not, and
 * from 2³¹ on the optimiser would write other instructions. Each two of them differ in about half of their bits, the
 * lowest one that a 16-aligned address may have among them.
 */
const BASES = [0x10000000, 0x25555550, 0x5aaaaac0] as const;

/** A module that can be placed. */
export interface RelocatableModule {
  /** Its static data begins at `STATIC_BASE`. */
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** In WebAssembly's text format, its static data elsewhere. */
  readonly text: string;
  /** `undefined` if it has no static data. */
  readonly relocations: Relocations | undefined;
}

/**
 * Makes a module that can be placed anywhere: what differs between two builds at two places are the addresses, and a third
 * build at another place proves that they are all there is. `buildAt` builds it with its static data at `base`.
 *
 * @throws {KernelError} If a function depends on where the static data lies in another way, naming it.
 */
export async function makeRelocatable(
  buildAt: (base: number) => Promise<CompiledProgram>,
): Promise<RelocatableModule> {
  const build = async (base: number) => ({ base, ...await buildAt(base) });
  const [first, second] = [await build(BASES[0]), await build(BASES[1])];
  const addresses = findAddresses(first.wasm, second.wasm);
  const check = (other: typeof first) => {
    const found = differentFunction(first, other, addresses);
    if (found !== undefined) throw refusal(found, first.text);
  };
  check(second);
  const { wasm, text } = first;
  const ends = dataSegments(wasm).map(({ address, content, end }) => address! + end - content);
  if (ends.length === 0) return { wasm, text, relocations: undefined };
  check(await build(BASES[2]));
  moveAddresses(wasm, addresses, STATIC_BASE - first.base);
  return { wasm, text, relocations: { staticBytes: Math.max(...ends) - first.base, ...addresses } };
}

function refusal(number: number, text: string): KernelError {
  const name = [...text.matchAll(/^ \(func \$(\S+)/gm)][number]?.[1];
  return new KernelError(
    `Cannot make the kernels relocatable as ${
      name === undefined ? "their static data" : `'${name}'`
    } depends on where static data lies: an address may be added to and followed, but not tested, shifted, scaled or widened`,
  );
}

/** A module whose static data begins at `base`. */
export interface BasedModule {
  readonly base: number;
  readonly wasm: Uint8Array;
}

const I32_CONST = 0x41;
const MAX_ALIGNMENT_LOG2 = 4; // the byte before a load's offset says the alignment; that of a vector is 1 << 4
const LEB_BYTES = 5;
const WORD_BYTES = 4;

/**
 * Finds the addresses of static data in two builds of one module, as what differs between them. The bases must be so high
 * that an address takes five bytes of LEB128, and differ in its lowest seven bits. Whether these addresses are the only
 * difference is for {@linkcode differentFunction} to say.
 */
export function findAddresses(one: Uint8Array, other: Uint8Array): Addresses {
  const segments = dataSegments(one);
  const addresses = { constants: [] as number[], offsets: [] as number[], words: [] as number[] };
  for (let at = 0; at < one.length; at++) {
    if (one[at] === other[at]) continue;
    const isWord = segments.some(({ content, end }) => at >= content && at <= end - WORD_BYTES);
    const before = one[at - 1]!;
    if (isWord) addresses.words.push(at);
    else if (before === I32_CONST) addresses.constants.push(at);
    else if (before <= MAX_ALIGNMENT_LOG2) addresses.offsets.push(at);
    at += (isWord ? WORD_BYTES : LEB_BYTES) - 1;
  }
  return addresses;
}

/**
 * Compares a build with another one whose addresses are moved there. Returns `undefined` if they are the same; else the
 * number of the first function that differs, -1 if the functions do not.
 */
export function differentFunction(
  one: BasedModule,
  other: BasedModule,
  addresses: Addresses,
): number | undefined {
  const [a, b] = [one.wasm.slice(), other.wasm];
  if (a.length === b.length) {
    moveAddresses(a, addresses, other.base - one.base);
    if (a.every((byte, at) => byte === b[at])) return undefined;
  }
  const bodies = functionBodies(b);
  return functionBodies(a).findIndex(({ start, end }, i) => {
    const body = bodies[i];
    if (body === undefined || body.end - body.start !== end - start) return true;
    return a.length === b.length && a.subarray(start, end).some((byte, at) => byte !== b[body.start + at]);
  });
}

/** The content of the section of relocations: what `readRelocations` reads. */
export function relocationsContent({ staticBytes, constants, offsets, words }: Relocations): Uint8Array {
  const lists = [constants, offsets, words].map((positions) => [
    positions.length,
    ...positions.map((position, i) => position - (positions[i - 1] ?? 0)),
  ]);
  return Uint8Array.from([staticBytes, ...lists.flat()].flatMap(unsignedLeb));
}
