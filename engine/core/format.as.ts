import {
  DATA_END,
  DATA_START,
  HIGH_WATER,
  HOLD_TOP,
  RECORD_ADDRESS,
  RECORD_BYTES,
  RECORD_TOP,
} from "./layout";
import { listGap, recordAddress } from "./gaps.as";

/** Prepares a zeroed control memory for a data memory whose heap is [start, end). Once, by the thread that made them. */
export function format(start: u32, end: u32): void {
  store<u32>(DATA_START, start);
  store<u32>(DATA_END, end);
  store<u32>(HIGH_WATER, start);
  store<u32>(HOLD_TOP, 1);
  store<u32>(RECORD_TOP, 2);
  store<u32>(recordAddress(1), start, RECORD_ADDRESS);
  store<u32>(recordAddress(1), end - start, RECORD_BYTES);
  listGap(1);
}
