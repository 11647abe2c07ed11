import { INLINE_CORE_ID } from "../core/generated/inline_core.ts";
import { registerCompiledCore } from "../memory/core.ts";
import { staticArea } from "../memory/static_area.ts";
import { isModule } from "../wasm/compile_wasm.ts";
import { customSection } from "../wasm/module_reader.ts";
import { KERNELS_SECTION, readExtent, readModuleId } from "../wasm/kernel_sections.ts";
import { kernelRegistry } from "./kernel_registry.ts";
import { RELOCATIONS_SECTION } from "../wasm/place_module.ts";
import { shown } from "../options/shown.ts";

/**
 * Makes compiled modules known, which `build.ts --wasm` wrote: of kernels, and of the engine's core. What was given before
 * stays as it is. `doing` says what the caller does, for errors.
 *
 * @throws {TypeError} If one is no such module, or its static data cannot lie where it was placed.
 */
export function registerCompiledKernels(
  modules: WebAssembly.Module | readonly WebAssembly.Module[],
  doing: string,
): void {
  for (const module of Array.isArray(modules) ? modules : [modules]) {
    if (!isModule(module)) {
      throw new TypeError(
        `Cannot ${doing} as 'kernels' must be compiled WebAssembly modules: received ${shown(module)}`,
      );
    }
    registerModule(module, doing);
  }
}

function registerModule(module: WebAssembly.Module, doing: string): void {
  const id = readModuleId(module);
  if (id === INLINE_CORE_ID) return registerCompiledCore(module);
  if (!customSection(module, KERNELS_SECTION)) {
    throw new TypeError(
      `Cannot ${doing} as 'kernels' has the core of another version of multicore: build it again`,
    );
  }
  if (kernelRegistry.hasCompiled(id)) return;
  if (customSection(module, RELOCATIONS_SECTION)) {
    throw new TypeError(
      `Cannot ${doing} as the static data of the kernels has no place: build them with --wasm`,
    );
  }
  const extent = readExtent(module);
  if (extent && staticArea.isSealed) {
    throw new TypeError(
      `Cannot ${doing} as the memory is in use, and these kernels have static data: pass them to configure() before anything else`,
    );
  }
  if (extent && !staticArea.claim(extent)) {
    throw new TypeError(
      `Cannot ${doing} as the static data of two modules would overlap at ${extent.start}: build them by one command, or one of them with another --place`,
    );
  }
  kernelRegistry.addCompiled(id, module);
}
