import { bindingText } from "./binding_text.ts";
import { compileModule } from "./compile_kernels.ts";
import { type GeneratedFile, generatedText } from "./generated_file.ts";
import { readSources } from "./read_sources.ts";

/**
 * Builds the library: each of `kernels/*.as.ts` is one module, and becomes `kernels/generated/*.ts`. What several of them
 * import is in `kernels/support`.
 */
export async function libraryTarget(): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  const support = await readSources(["support"]);
  for (const [path, source] of Object.entries(await readSources(["."]))) {
    const { wasm, signatures } = await compileModule({ ...support, [path]: source }, { entries: [path] });
    const text = bindingText({
      specifier: "../../engine/kernel/bind.ts",
      wasm,
      signatures,
    });
    const name = path.replace(/\.as\.ts$/, ".ts");
    files.push({ path: `kernels/generated/${name}`, text: generatedText("library", text) });
  }
  return files;
}
