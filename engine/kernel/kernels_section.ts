import { customSection } from "./custom_section.ts";
import type { KernelSignature } from "./kernel.ts";

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
