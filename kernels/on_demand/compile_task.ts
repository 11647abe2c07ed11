import type { Sources } from "../compiler/collect_sources.ts";
import { compileModule } from "../compiler/compile_module.ts";

/** Compiles kernels into WebAssembly that describes itself, on whichever thread calls it. */
export async function compileTask(
  sources: Sources,
  entry: string,
  debug: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const { wasm } = await compileModule(sources, { entries: [entry], debug });
  return wasm;
}
