import {
  DATA_END,
  DATA_START,
  FIRST_COUNT,
  HIGH_WATER,
  HOLD_TOP,
  KILLED,
  MAIN_REQUESTS,
  RECORD_ADDRESS,
  RECORD_BYTES,
  RECORD_GENERATION,
  RECORD_TOP,
  RING_COUNT,
  RING_WAITABLE,
  SERIALS,
  SLOT_COUNT,
  SLOT_DOORBELL,
  SLOT_GENERATION,
  SLOT_LIFE,
  WAIT_EVENT,
} from "./layout";
import { beginCount } from "./count.as";
import { listGap, recordAddress } from "./gaps.as";
import { ringAddress } from "./ring.as";
import { slotAddress } from "./section.as";

/** Prepares a zeroed control memory for a data memory whose heap is [start, end). Once, by the thread that made them. */
export function format(start: u32, end: u32): void {
  store<u32>(DATA_START, start);
  store<u32>(DATA_END, end);
  store<u32>(HIGH_WATER, start);
  store<u32>(HOLD_TOP, 1);
  store<u32>(RECORD_TOP, 2);
  store<u32>(recordAddress(1), start, RECORD_ADDRESS);
  store<u32>(recordAddress(1), end - start, RECORD_BYTES);
  beginCount(recordAddress(1), RECORD_GENERATION);
  listGap(1);
  if (FIRST_COUNT != 0) beginCounts();
}

/** The counters of what is there from the start. */
// @ts-ignore: decorator
@inline
function beginCounts(): void {
  beginCount(0, MAIN_REQUESTS);
  beginCount(0, SERIALS);
  beginCount(0, KILLED);
  for (let slot = 0; slot < SLOT_COUNT; slot++) {
    const address = slotAddress(slot);
    beginCount(address, SLOT_GENERATION);
    beginCount(address, SLOT_DOORBELL);
    beginCount(address, SLOT_LIFE + WAIT_EVENT);
  }
  for (let ring = 0; ring < RING_COUNT; ring++) beginCount(ringAddress(ring), RING_WAITABLE + WAIT_EVENT);
}
