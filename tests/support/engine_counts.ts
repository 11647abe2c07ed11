import { thread } from "../../engine/memory/thread.ts";
import * as layout from "../../engine/core/layout.ts";

/** What of the engine's tables is in use. */
export interface EngineCounts {
  readonly slots: number;
  /** Rings of pools. */
  readonly rings: number;
  /** The main thread's cells that are not free. */
  readonly cells: number;
  readonly holds: number;
  /** Short messages in queues. */
  readonly shorts: number;
  readonly usedBytes: number;
}

/** Counts what is in use. Other threads may change it meanwhile. */
export function engineCounts(): EngineCounts {
  let slots = 0, rings = 0, cells = 0;
  for (let slot = 0; slot < layout.SLOT_COUNT; slot++) {
    const state = word(layout.SLOTS + slot * layout.SLOT_SIZE + layout.SLOT_STATE);
    if (state !== layout.STATE_FREE && state !== layout.STATE_DEAD) slots++;
  }
  for (let ring = 0; ring < layout.POOL_RING_COUNT; ring++) {
    if (word(layout.RING_OWNERS + ring * 4) !== 0) rings++;
  }
  for (let cell = 0; cell < layout.MAIN_CELLS; cell++) {
    if (word(layout.CELLS + cell * layout.CELL_SIZE + layout.CELL_STATE) !== layout.CELL_FREE) cells++;
  }
  // Hold 0 is not used.
  const holds = Math.max(1, word(layout.HOLD_TOP)) - 1 - listLength(word(layout.HOLD_FREE));
  const shorts = word(layout.SHORT_TOP) - listLength(word(layout.SHORT_FREE));
  return { slots, rings, cells, holds, shorts, usedBytes: word(layout.USED_BYTES) };
}

/** The length of a list of free holds or short messages. */
function listLength(first: number): number {
  let length = 0;
  for (let hold = first; hold !== 0; length++) {
    hold = word(layout.HOLDS + hold * layout.HOLD_SIZE + layout.HOLD_NEXT);
  }
  return length;
}

function word(address: number): number {
  return thread().words[address >> 2]!;
}
