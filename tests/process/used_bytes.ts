import { USED_BYTES } from "../../engine/core/layout.ts";
import { loadWord } from "../support/control_words.ts";

/** Bytes of the data memory in blocks that somebody holds. */
export function usedBytes(): number {
  return loadWord(USED_BYTES);
}
