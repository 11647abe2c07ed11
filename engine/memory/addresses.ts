import * as layout from "../core/layout.ts";
import { thread } from "./thread.ts";
import { RING_SIZE, RINGS, SLOT_SIZE, SLOTS } from "../core/layout.ts";

/** The record that a hold of this thread keeps alive. */
export function heldRecord(hold: number): number {
  const { words, holds } = thread();
  return words[(holds + hold * layout.HOLD_SIZE + layout.HOLD_TARGET) >> 2]!;
}

/** Where a record's block or object begins. */
export function recordStart(record: number): number {
  return thread().words[recordField(record, layout.RECORD_ADDRESS)]! >>> 0;
}

/** How many bytes a record's block has. */
export function recordBytes(record: number): number {
  return thread().words[recordField(record, layout.RECORD_BYTES)]! >>> 0;
}

/** How often the record was freed: a reference with another count is stale. */
export function recordGeneration(record: number): number {
  return thread().words[recordField(record, layout.RECORD_GENERATION)]!;
}

/** What a live record is of: `KIND_BLOCK`, or the kind of its object. -1 for another. */
export function recordKind(record: number): number {
  const { words } = thread();
  const kind = words[recordField(record, layout.RECORD_KIND)]!;
  if (kind === layout.RECORD_IS_BLOCK) return layout.KIND_BLOCK;
  return kind === layout.RECORD_IS_OBJECT ? words[recordStart(record) + layout.OBJECT_KIND >> 2]! : -1;
}

/** Index of a field of a record among the control memory's words. */
export function recordField(record: number, field: number): number {
  return (thread().records + record * layout.RECORD_SIZE + field) >> 2;
}

/** Byte offset of a field of a thread's slot in the control memory. */
export function slotField(slot: number, field: number): number {
  return SLOTS + slot * SLOT_SIZE + field;
}

/** Byte offset of a ring, which begins with its waitable, in the control memory. */
export function ringStart(ring: number): number {
  return RINGS + ring * RING_SIZE;
}
