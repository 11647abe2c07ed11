import { ID_SECTION, type KernelSignature } from "../../engine/wasm/kernel_sections.ts";
import { RELOCATIONS_SECTION } from "../../engine/wasm/place_module.ts";
import { checkOptions } from "../../engine/options/check_options.ts";
import { beginningOfHash, lowerMemoryMinimum, withSection } from "./wasm_file.ts";
import { checkModuleImports } from "./transform/check_imports.ts";
import { type CompiledProgram, compileProgram } from "./asc.ts";
import { type KernelOrigin, kernelOrigins } from "./widening/trace_kernel.ts";
import { kernelTransform } from "./transform/kernel_transform.ts";
import { makeRelocatable, relocationsContent } from "./make_relocatable.ts";
import { widen, type WideningReport } from "./widening/widen.ts";
import { RUNTIME_SOURCES } from "./generated/runtime.ts";

const RUNTIME = "runtime/arena.as";

const RELEASE_FLAGS = ["-O3", "--uncheckedBehavior", "always"];
const CHECKED_FLAGS = ["-O3", "--uncheckedBehavior", "default"];
const DEBUG_FLAGS = ["-O1", "--debug", "--uncheckedBehavior", "default"];

const KERNEL_FLAGS = [
  ...["--runtime", RUNTIME],
  "--exportRuntime",
  ...["--enable", "threads", "--enable", "simd", "--enable", "relaxed-simd"],
  "--importMemory",
  "--sharedMemory",
  ...["--initialMemory", "65536"], // room for static data at any base; lowered afterwards
  ...["--maximumMemory", "65536"],
];

/** What a build checks while its kernels run. */
export interface CheckOptions {
  /** Whether indices of slices and arrays are checked, and the names of functions kept. Slower by 2 to 3 times. */
  readonly debug?: boolean | undefined;
  /** Whether indices of slices and arrays are checked, in a build that is optimised all the same. */
  readonly checked?: boolean | undefined;
}

/** How to compile kernels. */
export interface CompileModuleOptions extends CheckOptions {
  /** The sources whose exports become kernels; all by default. The others are there to be imported. */
  readonly entries?: readonly string[] | undefined;
}

/** A kernel module, what it exports, and which of its loops are widened: in a debug build, none. */
export interface CompiledModule extends CompiledProgram, WideningReport {
  readonly signatures: readonly KernelSignature[];
}

/**
 * Compiles the functions that `sources` export into one kernel module. Paths are relative and end in `.ts`; a source
 * imports another by its path from there, without `.ts`.
 *
 * @throws {KernelError} If a source does not compile, exports a function that is no kernel, or depends on where its static
 * data lies.
 */
export async function compileModule(
  sources: Readonly<Record<string, string>>,
  options: CompileModuleOptions = {},
): Promise<CompiledModule> {
  checkOptions(options, ["entries", "debug", "checked"], "compile the kernels");
  const { entries = Object.keys(sources), debug = false, checked = false } = options;
  const unknown = entries.find((entry) => !Object.hasOwn(sources, entry));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot compile the kernels as 'entries' must be among the sources: received "${unknown}"`,
    );
  }
  let signatures: KernelSignature[] = [];
  let report: WideningReport = { widened: [], notWidened: [] };
  const relocatable = await makeRelocatable(async (base) => {
    signatures = [];
    const origins = new Map<string, KernelOrigin>();
    const compiled = await compileProgram({
      // asc looks for an import that is no path, "multicore", where node would.
      sources: {
        ...RUNTIME_SOURCES,
        ...sources,
        "node_modules/multicore/index.ts": RUNTIME_SOURCES["runtime/multicore.as.ts"]!,
      },
      entries: [...entries, `${RUNTIME}.ts`],
      flags: [
        ...KERNEL_FLAGS,
        ...debug ? DEBUG_FLAGS : checked ? CHECKED_FLAGS : RELEASE_FLAGS,
        "--memoryBase",
        String(base),
      ],
      stackSize: -1,
      transforms: [
        kernelTransform(entries, signatures, { checked: checked || debug }),
        kernelOrigins(entries, signatures, origins),
      ],
    });
    if (debug) return compiled;
    const { wasm, ...widening } = widen(compiled.wasm, signatures, origins);
    report = widening;
    return { ...compiled, wasm };
  });
  const { text, relocations } = relocatable;
  let { wasm } = relocatable;
  checkModuleImports(wasm);
  lowerMemoryMinimum(wasm);
  wasm = withSection(wasm, ID_SECTION, await beginningOfHash(wasm));
  if (relocations) wasm = withSection(wasm, RELOCATIONS_SECTION, relocationsContent(relocations));
  return { wasm, text, signatures, ...report };
}
