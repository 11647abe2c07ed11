import { type Addresses, moveAddresses } from "../../../engine/kernel/relocations.ts";
import { dataSegments, functionBodies } from "../wasm_file.ts";

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
