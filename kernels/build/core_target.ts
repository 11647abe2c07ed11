import { ID_SECTION, readModuleId } from "../../engine/kernel/id_section.ts";
import { beginningOfHash } from "./beginning_of_hash.ts";
import { checkCore } from "./check_core.ts";
import { compile, type Compiled } from "./compile.ts";
import { type GeneratedFile, generatedText } from "./generated_file.ts";
import { readSources } from "./read_sources.ts";
import { memoryImport } from "../../engine/kernel/memory_import.ts";
import { lowerMemoryMinimum, withSection } from "./wasm_file.ts";

const CORE_FLAGS = [
  "-O3",
  "--noAssert",
  ...["--runtime", "stub"],
  ...["--enable", "threads"],
  "--importMemory",
  "--noExportMemory",
  "--sharedMemory",
  ...["--initialMemory", "4096"],
  ...["--maximumMemory", "65536"],
];

/**
 * Compiles and checks a core module. `sources` are paths and texts, `entry` one of the paths.
 *
 * @throws {KernelError} If it does not compile, or `checkCore` refuses it.
 */
export async function compileCore(
  sources: Readonly<Record<string, string>>,
  entry: string,
): Promise<Compiled> {
  const core = await compile({ sources, entries: [entry], flags: CORE_FLAGS, stackSize: 0 });
  checkCore(core);
  lowerMemoryMinimum(core.wasm);
  return core;
}

/** Builds `kernels/core/core.as.ts` into `kernels/generated/core.ts`. */
export async function coreTarget(): Promise<GeneratedFile[]> {
  const sources = await readSources(["core"]);
  const compiled = await compileCore(sources, "core/core.as.ts");
  const wasm = withSection(compiled.wasm, ID_SECTION, await beginningOfHash(compiled.wasm));
  const text = generatedText(
    "core",
    `/** The core module, ${wasm.length} bytes of WebAssembly in base64. */\nexport const CORE_WASM: string =\n  "${wasm.toBase64()}";\n\n` +
      "/** Where in it is the byte that says whether the memory that it imports is shared. */\n" +
      `export const CORE_MEMORY_FLAGS: number = ${memoryImport(wasm)};\n\n` +
      `/** The id that it bears. */\nexport const CORE_ID: string = "${readModuleId(wasm)}";\n`,
  );
  return [{ path: "kernels/generated/core.ts", text }];
}
