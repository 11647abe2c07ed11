import type { Extent } from "../memory/static_area.ts";
import { placeStatics } from "./place_statics.ts";
import { unshareMemory } from "./unshare_memory.ts";

/** A module that is placed before there is a memory, which will not be shared. */
export interface UnsharedModule {
  readonly placed: Uint8Array<ArrayBuffer>;
  /** Where its static data lies; `undefined` if it has none. */
  readonly extent: Extent | undefined;
}

/** Places a module's static data, if it has any, at `start`. */
export function placeUnshared(wasm: Uint8Array, start: number): UnsharedModule {
  let extent: Extent | undefined;
  const placed = placeStatics(wasm, (bytes) => {
    extent = { start, end: start + bytes };
    return start;
  });
  unshareMemory(placed);
  return { placed, extent };
}
