import { SLOT_SIZE, SLOTS } from "../../kernels/core/layout.ts";

/** Byte offset of a field of a thread's slot in the control memory. */
export function slotField(slot: number, field: number): number {
  return SLOTS + slot * SLOT_SIZE + field;
}
