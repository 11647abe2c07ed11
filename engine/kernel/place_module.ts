import { NULL_GUARD } from "../../kernels/core/layout.ts";
import { KernelError } from "../errors/kernel_error.ts";
import type { KernelHost } from "./kernel_instance.ts";
import { memoryImport } from "./memory_import.ts";
import { moveAddresses, readRelocations, RELOCATIONS_SECTION } from "./relocations.ts";
import { wasmSections } from "./wasm_sections.ts";

/** The memory has a maximum, but is not shared. */
const UNSHARED = 1;

/**
 * A copy of a module for the host's memory: its static data moved to a block of its own, which the host lends for good,
 * and its import as the memory is, shared or not. A module that is placed already stays where it is.
 *
 * @throws {KernelError} If the memory has no room for the static data.
 */
export function placeModule(wasm: Uint8Array, host: KernelHost): Uint8Array<ArrayBuffer> {
  const section = wasmSections(wasm).find(({ name }) => name === RELOCATIONS_SECTION);
  const placed = wasm.slice(0, section?.start);
  if (section) {
    const relocations = readRelocations(wasm.subarray(section.content, section.end));
    const start = host.arenaMore(relocations.staticBytes);
    if (start === 0) {
      throw new KernelError(
        `Cannot load the kernels: no memory left for ${relocations.staticBytes} bytes of static data`,
      );
    }
    moveAddresses(placed, relocations, start - NULL_GUARD);
  }
  if (host.memory().buffer instanceof ArrayBuffer) placed[memoryImport(placed)] = UNSHARED;
  return placed;
}
