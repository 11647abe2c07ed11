import { KernelError } from "../../engine/errors/kernel_error.ts";
import type { KernelSignature } from "../../engine/kernel/kernel.ts";
import { HEAP_START, NULL_GUARD } from "../core/layout.ts";
import { checkModuleImports } from "./check_imports.ts";
import { compile, type Compiled } from "./compile.ts";
import { kernelTransform } from "./kernel_transform.ts";
import { readSources } from "./read_sources.ts";
import { lowerMemoryMinimum, staticDataEnd } from "./wasm_file.ts";

const RUNTIME = "runtime/arena.as";

const RELEASE_FLAGS = ["-O3", "--uncheckedBehavior", "always"];
const DEBUG_FLAGS = ["-O1", "--debug", "--uncheckedBehavior", "default"];

const KERNEL_FLAGS = [
  ...["--runtime", RUNTIME],
  "--exportRuntime",
  ...["--enable", "threads", "--enable", "simd"],
  ...["--memoryBase", String(NULL_GUARD)],
  "--importMemory",
  "--sharedMemory",
  ...["--initialMemory", "4096"],
  ...["--maximumMemory", "65536"],
];

/** A kernel module and what it exports. */
export interface CompiledKernels extends Compiled {
  readonly signatures: readonly KernelSignature[];
}

/** How a kernel module is built. */
export interface CompileKernelsOptions {
  /** Whether indices of slices and arrays are checked, and the names of functions kept. Slower by 2 to 3 times. */
  readonly debug?: boolean;
  /** Sources that those with kernels import. What they export is no kernel. */
  readonly support?: Readonly<Record<string, string>>;
}

/**
 * Compiles the functions that `sources` export into one kernel module. Paths are relative and end in `.ts`.
 *
 * @throws {KernelError} If a source does not compile, exports a function that is no kernel, or the static data does not fit.
 */
export async function compileKernels(
  sources: Readonly<Record<string, string>>,
  { debug = false, support = {} }: CompileKernelsOptions = {},
): Promise<CompiledKernels> {
  const runtime = await readSources(["runtime"]);
  const entries = Object.keys(sources);
  const signatures: KernelSignature[] = [];
  const compiled = await compile({
    // asc looks for an import that is no path, "multicore", where node would.
    sources: {
      ...runtime,
      ...support,
      ...sources,
      "node_modules/multicore/index.ts": runtime["runtime/multicore.as.ts"]!,
    },
    entries: [...entries, `${RUNTIME}.ts`],
    flags: [...KERNEL_FLAGS, ...(debug ? DEBUG_FLAGS : RELEASE_FLAGS)],
    stackSize: -1,
    transforms: [kernelTransform(entries, signatures, { debug })],
  });
  checkModuleImports(compiled.wasm);
  const end = staticDataEnd(compiled.wasm);
  if (end > HEAP_START) {
    throw new KernelError(
      `Cannot place the kernels as their static data must end by ${HEAP_START}: ends at ${end}`,
    );
  }
  lowerMemoryMinimum(compiled.wasm);
  return { ...compiled, signatures };
}
