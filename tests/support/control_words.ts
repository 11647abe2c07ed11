/** The control memory for tests that look at the layout itself, in which the engine's rooms use typed views. */
import { RECORD_SIZE, SLOT_SIZE, SLOTS } from "../../engine/core/layout.ts";
import { thread } from "../../engine/memory/thread.ts";

/** Reads a word at a byte offset in the control memory. */
export function loadWord(address: number): number {
  return Atomics.load(thread().words, address >> 2);
}

/** Index of a field of a record among the control memory's words. */
export function recordField(record: number, field: number): number {
  return (thread().records + record * RECORD_SIZE + field) >> 2;
}

/** Byte offset of a field of a thread's slot in the control memory. */
export function slotField(slot: number, field: number): number {
  return SLOTS + slot * SLOT_SIZE + field;
}
