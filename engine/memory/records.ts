import { readCount } from "../atomics/words.ts";
import {
  FIRST_LEVEL,
  FREE_LISTS,
  HOLD_NEXT,
  HOLD_SIZE,
  HOLD_TARGET,
  KIND_BLOCK,
  OBJECT_KIND,
  RECORD_ADDRESS,
  RECORD_BYTES,
  RECORD_DIRTY_END,
  RECORD_GENERATION,
  RECORD_IS_BLOCK,
  RECORD_IS_OBJECT,
  RECORD_KIND,
  RECORD_NEXT,
  RECORD_SIZE,
  SECOND_LEVEL,
  SECOND_LEVEL_COUNT,
} from "../core/layout.ts";
import { type Thread, thread } from "./thread.ts";

// All reads are ordinary ones. A record and a hold do not change as long as they are held, and whoever got the hold, or was sent
// the record's number, got it by a call of the core, which orders what was written before.

/** The record that a hold of this thread keeps alive. */
export function heldRecord(hold: number): number {
  const { words, holds } = thread();
  return words[(holds + hold * HOLD_SIZE + HOLD_TARGET) >> 2]!;
}

/** The next hold of the same owner, 0 if there is none. */
export function nextHold(hold: number): number {
  const { words, holds } = thread();
  return words[(holds + hold * HOLD_SIZE + HOLD_NEXT) >> 2]!;
}

/** Where a record's block or object begins. */
export function recordStart(record: number): number {
  return recordWord(thread(), record, RECORD_ADDRESS) >>> 0;
}

/** How many bytes a record's block has. */
export function recordBytes(record: number): number {
  return recordWord(thread(), record, RECORD_BYTES) >>> 0;
}

/** How often the record was freed: a reference with another count is stale. */
export function recordGeneration(record: number): number {
  const { words, records } = thread();
  return readCount(words, records + record * RECORD_SIZE + RECORD_GENERATION);
}

/** The kind of what a live record stands for: `KIND_BLOCK`, or its object's. -1 for another record. */
export function recordKind(record: number): number {
  const { words } = thread();
  const kind = recordWord(thread(), record, RECORD_KIND);
  if (kind === RECORD_IS_BLOCK) return KIND_BLOCK;
  return kind === RECORD_IS_OBJECT ? words[(recordStart(record) + OBJECT_KIND) >> 2]! : -1;
}

/** The address from which on the bytes of a record's block were never written. */
export function recordDirtyEnd(record: number): number {
  return recordWord(thread(), record, RECORD_DIRTY_END) >>> 0;
}

function recordWord({ words, records }: Thread, record: number, field: number): number {
  return words[(records + record * RECORD_SIZE + field) >> 2]!;
}

/** Gaps of a class that are looked at: other threads may be changing their list. */
const MAX_LOOKS = 1000;

/** About how many bytes the largest gap of the heap has: for messages to people, as it is read without the heap's lock. */
export function largestGap(): number {
  const { words } = thread();
  const levels = words[FIRST_LEVEL >> 2]!;
  if (levels === 0) return 0;
  const level = 31 - Math.clz32(levels);
  const bits = words[(SECOND_LEVEL >> 2) + level]!;
  if (bits === 0) return 0;
  // Of the highest class that has any, one is the largest.
  let gap = words[(FREE_LISTS >> 2) + level * SECOND_LEVEL_COUNT + 31 - Math.clz32(bits)]!;
  let largest = 0;
  for (let looks = 0; gap !== 0 && looks < MAX_LOOKS; looks++) {
    largest = Math.max(largest, recordBytes(gap));
    gap = recordWord(thread(), gap, RECORD_NEXT);
  }
  return largest;
}
