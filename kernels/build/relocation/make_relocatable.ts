import { KernelError } from "../../../engine/errors/kernel_error.ts";
import { moveAddresses, type Relocations } from "../../../engine/kernel/relocations.ts";
import { NULL_GUARD } from "../../core/layout.ts";
import type { CompiledProgram } from "../compile.ts";
import { differentFunction, findAddresses } from "./find_addresses.ts";
import { dataSegments } from "../wasm_file.ts";

/**
 * Where the static data of the three builds begins. From 2²⁸ on an address takes five bytes of LEB128, signed or not, and
 * from 2³¹ on the optimiser would write other instructions. Each two of them differ in about half of their bits, the
 * lowest one that a 16-aligned address may have among them.
 */
const BASES = [0x10000000, 0x25555550, 0x5aaaaac0] as const;

/** A module that can be placed. */
export interface RelocatableModule {
  /** Its static data begins at `NULL_GUARD`. */
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
  moveAddresses(wasm, addresses, NULL_GUARD - first.base);
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
