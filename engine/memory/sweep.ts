import { NO_MEMORY, NO_ROOM } from "../core/layout.ts";
import { heapBytes, usedBytes } from "./header.ts";
import { thread } from "./thread.ts";

/** The part of the heap by which the use of it grows before the collector is made to run. */
const GROWTH_SHARE = 8;

/** The fewest bytes in use since the collector was made to run. */
let least = 0;

/** Has the holds released that nobody refers to any more; whether there were any. It takes longer if it is `urgent`. */
function sweep(urgent: boolean): boolean {
  let found = false;
  for (const sweepOne of thread().sweepers) found = sweepOne(urgent) || found;
  least = usedBytes();
  return found;
}

/** To be called when the use of the memory may have grown: the collector knows nothing of that. */
export function noteGrowth(): void {
  const used = usedBytes();
  if (used < least) least = used;
  else if (used - least > heapBytes() / GROWTH_SHARE) sweep(false);
}

/** The result of `call`, a call of the core; if that finds no room, the result of another after a sweep that made some. */
export function withRoom(call: () => number): number {
  let result = call();
  while ((result === NO_MEMORY || result === NO_ROOM) && sweep(true)) result = call();
  return result;
}
