import { USED_BYTES } from "../../kernels/core/layout.ts";
import { loadWord } from "../../engine/atomics/word.ts";

/** Bytes of the data memory in blocks that somebody holds. */
export function usedBytes(): number {
  return loadWord(USED_BYTES);
}
