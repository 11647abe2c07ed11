// Gaps: the free parts of the data memory, in segregated lists as in TLSF (Masmano, Ripoll, Crespo and Real, "TLSF: a New
// Dynamic Memory Allocator for Real-Time Systems", 2004), with the records kept out of band. All of it under the heap lock.
//
//  class of a size   first level: position of its highest bit (all sizes below 256 in level 0)
//                    second level: the four bits below
import {
  FIRST_LEVEL,
  FREE_LISTS,
  RECORD_BYTES,
  RECORD_COUNT,
  RECORD_FREE,
  RECORD_GENERATION,
  RECORD_IS_FREE,
  RECORD_IS_GAP,
  RECORD_KIND,
  RECORD_NEXT,
  RECORD_PREVIOUS,
  RECORD_SIZE,
  RECORD_TOP,
  RECORDS,
  SECOND_LEVEL,
} from "./layout";
import { beginCount } from "./count.as";

// @ts-ignore: decorator
@inline
export function recordAddress(record: u32): usize {
  return RECORDS + <usize>record * RECORD_SIZE;
}

// @ts-ignore: decorator
@inline
export function firstLevel(size: u32): u32 {
  return size < 256 ? 0 : 24 - clz(size);
}

// @ts-ignore: decorator
@inline
export function secondLevel(size: u32): u32 {
  return size < 256 ? size >> 4 : (size >> (27 - clz(size))) & 15;
}

// @ts-ignore: decorator
@inline
export function listHead(first: u32, second: u32): usize {
  return FREE_LISTS + <usize>((first << 4) + second) * 4;
}

/** A record that is not in use, 0 if there is none. */
// @ts-ignore: decorator
@inline
export function takeRecord(): u32 {
  const free = load<u32>(RECORD_FREE);
  if (free != 0) {
    store<u32>(RECORD_FREE, load<u32>(recordAddress(free), RECORD_NEXT));
    return free;
  }
  const top = load<u32>(RECORD_TOP);
  if (top == RECORD_COUNT) return 0;
  store<u32>(RECORD_TOP, top + 1);
  beginCount(recordAddress(top), RECORD_GENERATION);
  return top;
}

// @ts-ignore: decorator
@inline
export function putRecord(record: u32): void {
  const address = recordAddress(record);
  store<u32>(address, RECORD_IS_FREE, RECORD_KIND);
  store<u32>(address, load<u32>(RECORD_FREE), RECORD_NEXT);
  store<u32>(RECORD_FREE, record);
}

// @ts-ignore: decorator
@inline
export function listGap(record: u32): void {
  const address = recordAddress(record);
  const size = load<u32>(address, RECORD_BYTES);
  const first = firstLevel(size), second = secondLevel(size);
  const head = listHead(first, second);
  const next = load<u32>(head);
  store<u32>(address, RECORD_IS_GAP, RECORD_KIND);
  store<u32>(address, 0, RECORD_PREVIOUS);
  store<u32>(address, next, RECORD_NEXT);
  if (next != 0) store<u32>(recordAddress(next), record, RECORD_PREVIOUS);
  store<u32>(head, record);
  store<u32>(FIRST_LEVEL, load<u32>(FIRST_LEVEL) | (1 << first));
  const bitmap = SECOND_LEVEL + (first << 2);
  store<u32>(bitmap, load<u32>(bitmap) | (1 << second));
}

// @ts-ignore: decorator
@inline
export function unlistGap(record: u32): void {
  const address = recordAddress(record);
  const size = load<u32>(address, RECORD_BYTES);
  const previous = load<u32>(address, RECORD_PREVIOUS);
  const next = load<u32>(address, RECORD_NEXT);
  if (next != 0) store<u32>(recordAddress(next), previous, RECORD_PREVIOUS);
  if (previous != 0) {
    store<u32>(recordAddress(previous), next, RECORD_NEXT);
    return;
  }
  const first = firstLevel(size), second = secondLevel(size);
  store<u32>(listHead(first, second), next);
  if (next != 0) return;
  const bitmap = SECOND_LEVEL + (first << 2);
  const left = load<u32>(bitmap) & ~(1 << second);
  store<u32>(bitmap, left);
  if (left == 0) store<u32>(FIRST_LEVEL, load<u32>(FIRST_LEVEL) & ~(1 << first));
}

/** The record of a gap of at least `size` bytes, 0 if there is none. */
// @ts-ignore: decorator
@inline
export function findGap(size: u32): u32 {
  // Any gap of a class above is large enough.
  const first = firstLevel(size), second = secondLevel(size);
  let level = first;
  let bits = second == 15 ? 0 : load<u32>(SECOND_LEVEL + (first << 2)) & (<u32>-1 << (second + 1));
  if (bits == 0) {
    const levels = load<u32>(FIRST_LEVEL) & (<u32>-1 << (first + 1));
    if (levels != 0) {
      level = ctz(levels);
      bits = load<u32>(SECOND_LEVEL + (level << 2));
    }
  }
  const larger: u32 = bits != 0 ? load<u32>(listHead(level, ctz(bits))) : 0;
  // In the size's own class only some are; look at a few before splitting a larger one, at all if there is none.
  let candidate = load<u32>(listHead(first, second));
  let looks = larger != 0 ? 4 : i32.MAX_VALUE;
  while (candidate != 0 && looks-- > 0) {
    const address = recordAddress(candidate);
    if (load<u32>(address, RECORD_BYTES) >= size) return candidate;
    candidate = load<u32>(address, RECORD_NEXT);
  }
  return larger;
}
