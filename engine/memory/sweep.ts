import { NO_MEMORY, NO_ROOM, OBJECT_COUNT } from "../core/layout.ts";
import { heapBytes, usedBytes } from "./header.ts";
import { thread } from "./thread.ts";

/** The part of the free memory by which what a thread holds grows before the collector is made to run. */
const FREE_SHARE = 8;
/** The part of the heap by which it may grow in any case: a collection takes milliseconds. */
const HEAP_SHARE = 64;

/** Bytes of the blocks that this thread's handles hold. */
let held = 0;
/** The fewest of them since the collector was made to run. */
let least = 0;

/** The bytes that an object counts for: they are to the heap what the object is to the table, which all threads share too. */
export function objectWeight(): number {
  return Math.floor(heapBytes() / OBJECT_COUNT);
}

/** Counts the bytes of a block that a handle holds from now on, or no longer if they are negative. */
export function countHeld(bytes: number): void {
  held += bytes;
  if (held < least) least = held;
}

/**
 * Has the holds released that nobody refers to any more; whether there were any. If those of new handles, which are found quickly,
 * do not make up for half of the growth, those of old ones are looked for too.
 */
function sweep(): boolean {
  const wanted = held - (held - least) / 2;
  let found = false;
  for (const thorough of [false, true]) {
    for (const sweepOne of thread().sweepers) found = sweepOne(thorough) || found;
    if (found && held <= wanted) break;
  }
  least = held;
  return found;
}

/** To be called when the thread may hold more than before: the collector knows nothing of that. */
export function noteGrowth(): void {
  const heap = heapBytes();
  if (held - least > Math.max(heap / HEAP_SHARE, (heap - usedBytes()) / FREE_SHARE)) sweep();
}

/** The result of `call`, a call of the core; if that finds no room, the result of another after a sweep that made some. */
export function withRoom(call: () => number): number {
  let result = call();
  while ((result === NO_MEMORY || result === NO_ROOM) && sweep()) result = call();
  return result;
}
