import { bindingText } from "./binding_text.ts";
import { compileKernels } from "./compile_kernels.ts";
import { type GeneratedFile, generatedText } from "./generated_file.ts";
import { readSources } from "./read_sources.ts";

const EXAMPLE = `import { kernels, Pool } from "../../mod.ts";
import { assertEquals } from "@std/assert";

await using pool = new Pool(2);
assertEquals(await pool.map(kernels.square, [1, 2, 3]), [1, 4, 9]);
assertEquals(await pool.map(kernels.power, new Float64Array([1, 2, 3]), { args: [3] }), new Float64Array([1, 8, 27]));
assertEquals(kernels.cube(3), 27); // on this thread`;

/** Builds the library, all of `kernels/*.as.ts` as one module, into `kernels/generated/kernels.ts`. */
export async function libraryTarget(): Promise<GeneratedFile[]> {
  const { wasm, signatures } = await compileKernels(await readSources(["."]));
  const text = await bindingText({
    interfaceName: "LibraryKernels",
    summary: "The kernels that come with multicore.",
    example: EXAMPLE,
    engine: "../../engine/kernel",
    wasm,
    signatures,
  });
  return [{ path: "kernels/generated/kernels.ts", text: generatedText("library", text) }];
}
