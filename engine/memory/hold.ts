import * as layout from "../../kernels/core/layout.ts";
import { thread } from "./thread.ts";

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

/** Index of a field of a record among the control memory's words. */
export function recordField(record: number, field: number): number {
  return (thread().records + record * layout.RECORD_SIZE + field) >> 2;
}
