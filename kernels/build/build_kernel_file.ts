import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { bindingText } from "./binding_text.ts";
import { collectSources, type Sources } from "./collect_sources.ts";
import { type CompiledModule, compileModule } from "./compile_kernels.ts";
import { fileUrl } from "./file_url.ts";

/** How a file of kernels is built. */
export interface KernelFileOptions {
  /** The library's main module. */
  readonly library: URL;
  /** The file to write, or the folder if it ends in `/`; by default beside the source. */
  readonly out?: string | undefined;
  /** Where the written file imports the library from; by default the shortest way to `library`. */
  readonly specifier?: string | undefined;
  readonly debug?: boolean | undefined;
}

/** A built file, not written yet. */
export interface KernelFile {
  readonly path: string;
  readonly text: string;
  /** The paths of all sources. */
  readonly sources: readonly string[];
  readonly report: CompiledModule;
}

/**
 * Builds the kernels of an AssemblyScript file into TypeScript that exports them.
 *
 * @throws {KernelError} If a source cannot be read or does not compile.
 */
export async function buildKernelFile(file: string, options: KernelFileOptions): Promise<KernelFile> {
  const url = fileUrl(file);
  const sources = await collectSources(url, (source) => readFile(source, "utf8"));
  const entry = Object.keys(sources)[0]!;
  const report = await compileModule(sources, { entries: [entry], debug: options.debug ?? false });
  const path = outputPath(file, options.out);
  const specifier = options.specifier ?? specifierFrom(fileUrl(path), options.library);
  const text = `// Made by multicore's build.ts of ${entry}: change that, not this file.
// ${await hashOf(sources)}${options.debug ? ", debug build" : ""}
// deno-fmt-ignore-file
// deno-lint-ignore-file

${bindingText({ specifier, wasm: report.wasm, signatures: report.signatures })}`;
  const folder = file.replace(/[^/\\]*$/, "");
  return { path, text, sources: Object.keys(sources).map((source) => folder + source), report };
}

function outputPath(file: string, out: string | undefined): string {
  if (out !== undefined && !out.endsWith("/")) return out;
  const built = file.replace(/(?:\.as)?\.ts$/, ".kernels.ts");
  return out === undefined ? built : out + built.split(/[/\\]/).at(-1)!;
}

/** How a module at `from` names `to`: relatively if both are files. */
function specifierFrom(from: URL, to: URL): string {
  if (to.protocol !== "file:") return to.href;
  const [start, end] = [from, to].map((url) => url.pathname.split("/").map(decodeURIComponent)) as [
    string[],
    string[],
  ];
  let shared = 0;
  while (shared < start.length - 1 && start[shared] === end[shared]) shared++;
  const up = start.length - 1 - shared;
  return (up === 0 ? "./" : "../".repeat(up)) + end.slice(shared).join("/");
}

/** The SHA-256 of all sources. */
async function hashOf(sources: Sources): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(Object.entries(sources).sort()));
  return `sha256:${Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex")}`;
}
