import { fileURLToPath } from "node:url";
import { buildKernelFile } from "./build_kernel_file.ts";
import type { GeneratedFile } from "./generated_file.ts";

const EXAMPLES = ["nbody", "rows"];

/** Builds the kernels of the examples: each `examples/NAME/NAME.as.ts`, as `build.ts` would for any other program. */
export async function examplesTarget(): Promise<GeneratedFile[]> {
  const library = new URL("../../mod.ts", import.meta.url);
  return await Promise.all(EXAMPLES.map(async (name) => {
    const folder = new URL(`../../examples/${name}/`, import.meta.url);
    const out = fileURLToPath(new URL("generated/", folder));
    const { text } = await buildKernelFile(fileURLToPath(new URL(`${name}.as.ts`, folder)), { library, out });
    return { path: `examples/${name}/generated/${name}.kernels.ts`, text };
  }));
}
