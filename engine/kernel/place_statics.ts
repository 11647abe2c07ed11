import { NULL_GUARD } from "../../kernels/core/layout.ts";
import { KernelError } from "../errors/kernel_error.ts";
import { moveAddresses, readRelocations, RELOCATIONS_SECTION } from "./relocations.ts";
import { wasmSections } from "./wasm_sections.ts";

/**
 * A copy of a module whose static data lies where `reserve` says, which takes the number of its bytes and gives a 16-aligned
 * address, or 0. A module that is placed already, or has none, stays as it is.
 *
 * @throws {KernelError} If there is no room for the static data.
 */
export function placeStatics(
  wasm: Uint8Array,
  reserve: (bytes: number) => number,
): Uint8Array<ArrayBuffer> {
  const section = wasmSections(wasm).find(({ name }) => name === RELOCATIONS_SECTION);
  const placed = wasm.slice(0, section?.start);
  if (!section) return placed;
  const relocations = readRelocations(wasm.subarray(section.content, section.end));
  const start = reserve(relocations.staticBytes);
  if (start === 0) {
    throw new KernelError(
      `Cannot load the kernels: no memory left for ${relocations.staticBytes} bytes of static data`,
    );
  }
  moveAddresses(placed, relocations, start - NULL_GUARD);
  return placed;
}
