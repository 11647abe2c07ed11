import { bindingText } from "./binding_text.ts";
import { compileKernels } from "./compile_kernels.ts";
import { type GeneratedFile, generatedText } from "./generated_file.ts";
import { readSources } from "./read_sources.ts";

/** Builds the library, all of `kernels/*.as.ts` as one module, into `kernels/generated/kernels.ts`. */
export async function libraryTarget(): Promise<GeneratedFile[]> {
  const { wasm, signatures } = await compileKernels(await readSources(["."]));
  const text = await bindingText({
    interfaceName: "LibraryKernels",
    summary: "The kernels that come with multicore.",
    engine: "../../engine/kernel",
    wasm,
    signatures,
  });
  return [{ path: "kernels/generated/kernels.ts", text: generatedText("library", text) }];
}
