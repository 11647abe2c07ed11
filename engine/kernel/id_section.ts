import { customSection } from "./custom_section.ts";

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
