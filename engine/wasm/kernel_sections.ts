import { customSection } from "./module_reader.ts";
import type { KernelSignature } from "../kernel/kernel.ts";
import type { Extent } from "../memory/static_area.ts";

/** The custom section of a kernel module that describes its kernels, as JSON. */
export const KERNELS_SECTION = "multicore.kernels";

/**
 * Reads what a module says of its kernels.
 *
 * @throws {TypeError} If the module has no such section, so was not built here.
 */
export function readSignatures(module: Uint8Array | WebAssembly.Module): KernelSignature[] {
  const section = customSection(module, KERNELS_SECTION);
  if (!section) {
    throw new TypeError(`Cannot read the kernels as the module has no section "${KERNELS_SECTION}"`);
  }
  return JSON.parse(new TextDecoder().decode(section));
}

/** The custom section of a kernel module with the beginning of its SHA-256, as it was before this section was added. */
export const ID_SECTION = "multicore.id";

/**
 * The module's id: the same for the same content, wherever its static data lies.
 *
 * @throws {TypeError} If the module has none, so was not built here.
 */
export function readModuleId(module: Uint8Array | WebAssembly.Module): string {
  const section = customSection(module, ID_SECTION);
  if (!section) throw new TypeError(`Cannot read the kernels as the module has no section "${ID_SECTION}"`);
  return Array.from(section, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The custom section of a module whose static data was placed when it was built: where that begins and ends, two words. */
export const EXTENT_SECTION = "multicore.extent";

/** Where the module's static data was placed; `undefined` if it has none, or it was not placed when it was built. */
export function readExtent(module: Uint8Array | WebAssembly.Module): Extent | undefined {
  const section = customSection(module, EXTENT_SECTION);
  if (!section) return undefined;
  const words = new DataView(section.buffer, section.byteOffset, section.byteLength);
  return { start: words.getUint32(0, true), end: words.getUint32(4, true) };
}
