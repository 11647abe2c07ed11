import { SHORT_STRING, SMALL_INT } from "./tags.ts";
import type { Decoder } from "./decoder.ts";
import { readShortString } from "./strings.ts";

/** Keys are few and come again and again: remembered ones need no new string, and are quicker to look up. */
const REMEMBERED = 256;
const MAX_REMEMBERED_KEY_BYTES = 24;

const remembered: string[] = new Array(REMEMBERED).fill("");

/** Reads a property's key. */
export function readKey(decoder: Decoder): string {
  const tag = decoder.bytes[decoder.position]!;
  const length = tag - SHORT_STRING;
  if (!(length >= 0) || length > MAX_REMEMBERED_KEY_BYTES || tag >= SMALL_INT) return decoder.string();
  decoder.position++;
  const { bytes } = decoder;
  const start = decoder.skip(length);
  let hash = length;
  for (let i = start; i < start + length; i++) hash = (hash * 31 + bytes[i]!) | 0;
  const place = hash & (REMEMBERED - 1);
  const known = remembered[place]!;
  if (known.length === length && matches(known, bytes, start)) return known;
  decoder.position = start;
  return remembered[place] = readShortString(decoder, length);
}

function matches(key: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
