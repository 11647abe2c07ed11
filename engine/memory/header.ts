import { loadCount } from "../atomics/words.ts";
import { DATA_END, HEAP_START, MAIN_REQUESTS, RETIRED_BYTES, USED_BYTES } from "../core/layout.ts";
import { thread } from "./thread.ts";

// The count of requests is polled, by an atomic load: it tells that something else has changed. The sizes are for messages to
// people, and read as they are.

/** Counts the requests to the main thread. */
export function mainRequests(): number {
  return loadCount(thread().words, MAIN_REQUESTS);
}

/** Bytes of the heap in the data memory. */
export function heapBytes(): number {
  return (thread().words[DATA_END >> 2]! >>> 0) - HEAP_START;
}

/** Bytes in blocks that somebody holds. */
export function usedBytes(): number {
  return thread().words[USED_BYTES >> 2]! >>> 0;
}

/** Bytes in blocks that a killed thread could still write, and that are not used again. */
export function retiredBytes(): number {
  return thread().words[RETIRED_BYTES >> 2]! >>> 0;
}
