import { SLOT_COUNT, STATE_DEAD, STATE_ENDED } from "../core/layout.ts";
import { heldRecord, nextHold, recordBytes } from "./records.ts";
import { Slot } from "./slot.ts";

/** Holds that are looked at: they are another thread's, and may change meanwhile. */
const MAX_LOOKS = 100_000;

/** Bytes in blocks that threads hold whose end has been told and whose death is not proven: free once that is. For messages to people. */
export function waitingBytes(): number {
  let bytes = 0, looks = 0;
  for (let number = 1; number < SLOT_COUNT; number++) {
    const slot = new Slot(number);
    const { state } = slot;
    if (slot.ending === 0 || state === STATE_DEAD || state === STATE_ENDED) continue;
    for (let hold = slot.firstHold; hold !== 0 && looks < MAX_LOOKS; hold = nextHold(hold), looks++) {
      bytes += recordBytes(heldRecord(hold));
    }
  }
  return bytes;
}
