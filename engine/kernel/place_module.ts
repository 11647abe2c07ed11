import type { KernelHost } from "./kernel_instance.ts";
import { placeStatics } from "./place_statics.ts";
import { unshareMemory } from "./unshare_memory.ts";

/**
 * A copy of a module for the host's memory: its static data moved to a block of its own, which the host lends for good,
 * and its import as the memory is, shared or not. A module that is placed already stays where it is.
 *
 * @throws {KernelError} If the memory has no room for the static data.
 */
export function placeModule(wasm: Uint8Array, host: KernelHost): Uint8Array<ArrayBuffer> {
  const placed = placeStatics(wasm, (bytes) => host.arenaMore(bytes));
  if (host.memory().buffer instanceof ArrayBuffer) unshareMemory(placed);
  return placed;
}
