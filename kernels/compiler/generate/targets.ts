import { fileURLToPath } from "node:url";
import { bindingText, buildKernelFile } from "../build_kernel_file.ts";
import { compileModule } from "../compile_module.ts";
import { type GeneratedFile, generatedText, readSources } from "./generated_file.ts";

/**
 * Builds the library: each source below `kernels/src`, but for those in `support/`, is one module, and becomes the file of the same
 * path below `kernels/generated`. `support/` holds what several sources import.
 */
export async function libraryTarget(): Promise<GeneratedFile[]> {
  const files: GeneratedFile[] = [];
  const sources = await readSources("kernels/src/");
  const isSupport = ([path]: [string, string]) => path.startsWith("support/");
  const support = Object.fromEntries(Object.entries(sources).filter(isSupport));
  for (const [path, source] of Object.entries(sources)) {
    if (path in support) continue;
    const { wasm, signatures } = await compileModule({ ...support, [path]: source }, { entries: [path] });
    const text = bindingText({
      specifier: `${"../".repeat(path.split("/").length + 1)}engine/kernel/bind.ts`,
      wasm,
      signatures,
    });
    const name = path.replace(/\.as\.ts$/, ".ts");
    files.push({ path: `kernels/generated/${name}`, text: generatedText("library", text) });
  }
  return files;
}

/**
 * Puts the sources that every kernel module is compiled with, `kernels/compiler/runtime/`, into one TypeScript file: so that the
 * compiler works from a URL as well, where no file can be read.
 */
export async function runtimeTarget(): Promise<GeneratedFile[]> {
  const entries = Object.entries(await readSources("kernels/compiler/", "runtime"));
  const text = generatedText(
    "runtime",
    `/** AssemblyScript sources, by path. */
export const RUNTIME_SOURCES: Readonly<Record<string, string>> = {
${entries.map(([path, source]) => `  ${JSON.stringify(path)}: ${JSON.stringify(source)},`).join("\n")}
};
`,
  );
  return [{ path: "kernels/compiler/generated/runtime.ts", text }];
}

const EXAMPLES = ["nbody", "rows"];

/** Builds the kernels of the examples: each `examples/NAME/NAME.as.ts`, as `build.ts` would for any other program. */
export async function examplesTarget(): Promise<GeneratedFile[]> {
  const library = new URL("../../../mod.ts", import.meta.url);
  return await Promise.all(EXAMPLES.map(async (name) => {
    const folder = new URL(`../../../examples/${name}/`, import.meta.url);
    const out = fileURLToPath(new URL("generated/", folder));
    const { text } = await buildKernelFile(fileURLToPath(new URL(`${name}.as.ts`, folder)), { library, out });
    return { path: `examples/${name}/generated/${name}.kernels.ts`, text };
  }));
}

const ROOT = new URL("../../../", import.meta.url);
const ENTRY = "engine/boot.ts";
const OUTPUT = "engine/threads/generated/worker_bundle.ts";

/**
 * Bundles the worker's entry, `engine/boot.ts`, with all that it imports but `node:` modules, into one script that
 * a worker can load from a `data:` URL. Skipped with a notice while there is no such file.
 *
 * @throws {Error} If the bundler fails, with what it wrote.
 */
export async function workerTarget(): Promise<GeneratedFile[]> {
  try {
    await Deno.stat(new URL(ENTRY, ROOT));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.warn(`Skipped the worker: there is no ${ENTRY}`);
    return [];
  }
  const bundler = new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "deno", "--minify", "--keep-names", ENTRY],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  });
  const { success, stdout, stderr } = await bundler.output();
  if (!success) throw new Error(`Cannot bundle the worker: ${new TextDecoder().decode(stderr)}`);
  const script = new TextDecoder().decode(stdout);
  const text = generatedText(
    "worker",
    `/** The worker's script, ${script.length} characters. */\nexport const WORKER_BUNDLE: string =\n  ${
      JSON.stringify(script)
    };\n`,
  );
  return [{ path: OUTPUT, text }];
}
