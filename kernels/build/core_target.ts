import { ID_SECTION, readModuleId } from "../../engine/kernel/id_section.ts";
import { beginningOfHash } from "./beginning_of_hash.ts";
import { checkCore } from "./check_core.ts";
import { type CompiledProgram, compileProgram } from "./compile.ts";
import { type GeneratedFile, generatedText } from "./generated_file.ts";
import { INLINE_SIZES, withSizes } from "./inline_layout.ts";
import { readSources } from "./read_sources.ts";
import { lowerMemoryMinimum, withSection } from "./wasm_file.ts";

const FLAGS = [
  ...["-O3", "--noAssert"],
  ...["--runtime", "stub"],
  ...["--enable", "threads"],
  ...["--importMemory", "--noExportMemory"],
  ...["--initialMemory", "4096"],
  ...["--maximumMemory", "65536"],
];
const ENTRY = "core/core.as.ts";
const LAYOUT = "core/layout.ts";

/**
 * Compiles and checks a core module. `sources` are paths and texts, `entry` one of the paths.
 *
 * @throws {KernelError} If it does not compile, or `checkCore` refuses it.
 */
export async function compileCore(
  sources: Readonly<Record<string, string>>,
  entry: string,
  memory: "shared" | "ordinary" = "shared",
): Promise<CompiledProgram> {
  const flags = memory === "shared" ? [...FLAGS, "--sharedMemory"] : FLAGS;
  const core = await compileProgram({ sources, entries: [entry], flags, stackSize: 0 });
  checkCore(core);
  lowerMemoryMinimum(core.wasm);
  return core;
}

/**
 * Builds `kernels/core/core.as.ts` into `kernels/generated/core.ts`, and into `inline_core.ts` for one thread alone: smaller, with
 * smaller tables, and with what is in `kernels/core/inline` in the place of the files of the same names.
 */
export async function coreTarget(): Promise<GeneratedFile[]> {
  const sources = await readSources(["core"]);
  const shared = await compileCore(sources, ENTRY);
  const layout = withSizes(sources[LAYOUT]!, INLINE_SIZES);
  const replaced = Object.entries(await readSources(["core/inline"])).map(([path, text]) =>
    [path.replace("/inline/", "/"), text] as const
  );
  const inline = await compileCore(
    { ...sources, ...Object.fromEntries(replaced), [LAYOUT]: layout },
    ENTRY,
    "ordinary",
  );
  const module = await import(`data:application/typescript,${encodeURIComponent(layout)}`);
  const wasm = withSection(inline.wasm, ID_SECTION, await beginningOfHash(inline.wasm));
  const constants = ["CONTROL_BYTES", "RECORDS", "HOLDS"].map((name) =>
    `/** \`${name}\` of its layout. */\nexport const INLINE_${name}: number = ${module[name]};\n`
  );
  return [
    {
      path: "kernels/generated/core.ts",
      text: generatedText("core", constant("CORE_WASM", "The core module", shared.wasm)),
    },
    {
      path: "kernels/generated/inline_core.ts",
      text: generatedText(
        "core",
        [
          constant("INLINE_CORE_WASM", "The core module for one thread", wasm),
          `/** The id that it bears. */\nexport const INLINE_CORE_ID: string = "${readModuleId(wasm)}";\n`,
          ...constants,
        ].join("\n"),
      ),
    },
  ];
}

function constant(name: string, what: string, wasm: Uint8Array): string {
  return `/** ${what}, ${wasm.length} bytes of WebAssembly in base64. */\nexport const ${name}: string =\n  "${wasm.toBase64()}";\n`;
}
