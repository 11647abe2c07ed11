import { INLINE_CORE_WASM } from "../generated/inline_core.ts";
import { KernelError } from "../../engine/errors/kernel_error.ts";
import { EXTENT_SECTION } from "../../engine/kernel/extent_section.ts";
import { placeUnshared } from "../../engine/kernel/place_low.ts";
import type { Extent } from "../../engine/memory/static_area.ts";
import type { BuiltModule } from "./built_modules.ts";
import { withSection } from "./wasm_file.ts";

/** Below, a program places what it compiles while it is imported. */
export const MIN_PLACE_ADDRESS = 65536;

const BLOCK_BYTES = 16;

/** A `.wasm` file, not written yet. */
export interface WasmFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The engine's core and modules of kernels as `.wasm` files for an ordinary memory, the static data of one after the other
 * from `place` on: for runtimes that compile nothing.
 *
 * @throws {KernelError} If two modules have one name.
 */
export function wasmFiles(modules: readonly BuiltModule[], place: number): WasmFile[] {
  const files: WasmFile[] = [{ name: "core.wasm", bytes: Uint8Array.fromBase64(INLINE_CORE_WASM) }];
  let start = place;
  for (const { name, wasm } of modules) {
    if (files.some((file) => file.name === `${name}.wasm`)) {
      throw new KernelError(`Cannot write two modules into one file: received "${name}.wasm" twice`);
    }
    const { placed, extent } = placeUnshared(wasm, start);
    files.push({ name: `${name}.wasm`, bytes: extent ? withExtent(placed, extent) : placed });
    if (extent) start = Math.ceil(extent.end / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return files;
}

function withExtent(wasm: Uint8Array, { start, end }: Extent): Uint8Array<ArrayBuffer> {
  return withSection(wasm, EXTENT_SECTION, new Uint8Array(new Uint32Array([start, end]).buffer));
}
