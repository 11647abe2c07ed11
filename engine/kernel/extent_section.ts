import type { Extent } from "../memory/static_area.ts";
import { customSection } from "./custom_section.ts";

/** The custom section of a module whose static data was placed when it was built: where that begins and ends, two words. */
export const EXTENT_SECTION = "multicore.extent";

/** Where the module's static data was placed; `undefined` if it has none, or it was not placed when it was built. */
export function readExtent(module: Uint8Array | WebAssembly.Module): Extent | undefined {
  const section = customSection(module, EXTENT_SECTION);
  if (!section) return undefined;
  const words = new DataView(section.buffer, section.byteOffset, section.byteLength);
  return { start: words.getUint32(0, true), end: words.getUint32(4, true) };
}
