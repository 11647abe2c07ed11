import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { collectSources, type Sources } from "./collect_sources.ts";
import { type CheckOptions, type CompiledModule, compileModule } from "./compile_module.ts";
import { fileUrl, specifierBetween } from "../../engine/platform/file_url.ts";
import {
  KERNEL_ABI,
  type KernelKind,
  type KernelParameter,
  type KernelSignature,
  readModuleId,
  sliceElement,
} from "../../engine/wasm/kernel_sections.ts";
import { type Requirement, requirementParts } from "../../engine/wasm/requirements.ts";
import { formulaText } from "./formula_text.ts";

/** How a file of kernels is built. */
export interface KernelFileOptions extends CheckOptions {
  /** The library's main module. */
  readonly library: URL;
  /** The file to write, or the folder if it ends in `/`; by default beside the source. */
  readonly out?: string | undefined;
  /** Where the written file imports the library from; by default the shortest way to `library`. */
  readonly specifier?: string | undefined;
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
  const { debug, checked } = options;
  const report = await compileModule(sources, { entries: [entry], debug, checked });
  const path = outputPath(file, options.out);
  const specifier = options.specifier ?? specifierBetween(fileUrl(path), options.library);
  const text = `// Made by multicore's build.ts of ${entry}: change that, not this file.
// ${await hashOf(sources)}${debug ? ", debug build" : checked ? ", checked build" : ""}
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

/** The SHA-256 of all sources. */
async function hashOf(sources: Sources): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(Object.entries(sources).sort()));
  return `sha256:${Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex")}`;
}

/** A module's typed binding: what it needs to be called from TypeScript. */
export interface Binding {
  /** Where to import `defineKernels` and the types from. */
  readonly specifier: string;
  readonly wasm: Uint8Array;
  readonly signatures: readonly KernelSignature[];
}

const TYPE_NAMES: Readonly<Record<KernelKind, string>> = {
  scalar: "ScalarKernel",
  range: "RangeKernel",
  reducer: "ReducerKernel",
  whole: "WholeKernel",
};

/** TypeScript that exports each of the module's kernels under its own name. */
export function bindingText({ specifier, wasm, signatures }: Binding): string {
  const types = [...new Set(signatures.map(({ kind }) => TYPE_NAMES[kind]))].sort();
  return `import { defineKernels, ${types.map((type) => `type ${type}`).join(", ")} } from "${specifier}";

const $kernel = /* @__PURE__ */ defineKernels({
  abi: ${KERNEL_ABI},
  id: "${readModuleId(wasm)}",
  signatures: [
${signatures.map((signature) => `    ${JSON.stringify(signature)},`).join("\n")}
  ],
  wasm:
    "${Buffer.from(wasm).toString("base64")}",
});
${signatures.map(exported).join("")}`;
}

function exported({ name, kind, params, result, doc, requires = [] }: KernelSignature): string {
  const lines = doc ? doc.split("\n") : [];
  if (requires.length > 0) lines.push(...lines.length > 0 ? [""] : [], thrownIf(requires, params));
  const block = `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
  const comment = lines.length > 1 ? block : lines.length > 0 ? `/** ${lines[0]} */\n` : "";
  const hasRange = kind === "range" || kind === "reducer";
  const listed = (hasRange ? params.slice(0, -2) : params).map(({ name, type }) => `${name}: "${type}"`);
  const resultType = kind === "range" ? "" : `, "${result}"`;
  return `\n${comment}export const ${name}: ${TYPE_NAMES[kind]}<[${
    listed.join(", ")
  }]${resultType}> = /* @__PURE__ */ $kernel("${name}");\n`;
}

/** The line of a doc comment that says which arguments are refused. */
function thrownIf(requires: readonly Requirement[], params: readonly KernelParameter[]): string {
  const isArray = (name: string) => params.some((param) => param.name === name && sliceElement(param.type));
  const nameOf = (name: string) => isArray(name) ? `${name}.length` : name;
  const conditions = requires.map((requirement) => {
    const [name, least] = requirementParts(requirement);
    return `\`${nameOf(name)} < ${formulaText(least, nameOf)}\``;
  });
  return `@throws {KernelError} If ${conditions.join(" or ")}.`;
}
