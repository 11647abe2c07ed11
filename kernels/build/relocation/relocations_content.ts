import type { Relocations } from "../../../engine/kernel/relocations.ts";
import { unsignedLeb } from "../wasm_file.ts";

/** The content of the section of relocations: what `readRelocations` reads. */
export function relocationsContent({ staticBytes, constants, offsets, words }: Relocations): Uint8Array {
  const lists = [constants, offsets, words].map((positions) => [
    positions.length,
    ...positions.map((position, i) => position - (positions[i - 1] ?? 0)),
  ]);
  return Uint8Array.from([staticBytes, ...lists.flat()].flatMap(unsignedLeb));
}
