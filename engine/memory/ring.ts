import { RING_SIZE, RINGS } from "../../kernels/core/layout.ts";

/** Byte offset of a ring, which begins with its waitable, in the control memory. */
export function ringStart(ring: number): number {
  return RINGS + ring * RING_SIZE;
}
