import { type GeneratedFile, generatedText } from "./generated_file.ts";
import { readSources } from "./read_sources.ts";

/**
 * Puts the sources that every kernel module is compiled with, `kernels/runtime/`, into one TypeScript file: so that the
 * compiler works from a URL as well, where no file can be read.
 */
export async function runtimeTarget(): Promise<GeneratedFile[]> {
  const entries = Object.entries(await readSources(["runtime"]));
  const text = generatedText(
    "runtime",
    `/** AssemblyScript sources, by path. */
export const RUNTIME_SOURCES: Readonly<Record<string, string>> = {
${entries.map(([path, source]) => `  ${JSON.stringify(path)}: ${JSON.stringify(source)},`).join("\n")}
};
`,
  );
  return [{ path: "kernels/generated/runtime.ts", text }];
}
