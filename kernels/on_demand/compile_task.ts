import type { Sources } from "../compiler/collect_sources.ts";
import { type CheckOptions, compileModule } from "../compiler/compile_module.ts";

/** Compiles kernels into WebAssembly that describes itself, on whichever thread calls it. */
export async function compileTask(
  sources: Sources,
  entry: string,
  checks: CheckOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { wasm } = await compileModule(sources, { entries: [entry], ...checks });
  return wasm;
}
