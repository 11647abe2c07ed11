import { KernelError } from "../../engine/errors/kernel_error.ts";
import type { KernelSignature } from "../../engine/kernel/kernel.ts";
import { HEAP_START, NULL_GUARD } from "../core/layout.ts";
import { compile, type Compiled } from "./compile.ts";
import { kernelTransform } from "./kernel_transform.ts";
import { readSources } from "./read_sources.ts";
import { lowerMemoryMinimum, staticDataEnd } from "./wasm_file.ts";

const RUNTIME = "runtime/arena.as";

const KERNEL_FLAGS = [
  "-O3",
  "--noAssert",
  ...["--uncheckedBehavior", "always"],
  ...["--runtime", RUNTIME],
  "--exportRuntime",
  ...["--enable", "threads", "--enable", "simd", "--enable", "relaxed-simd"],
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

/**
 * Compiles the functions that `sources` export into one kernel module. Paths are relative and end in `.ts`. They may import
 * those of `support`, whose exports are no kernels.
 *
 * @throws {KernelError} If a source does not compile, exports a function that is no kernel, or the static data does not fit.
 */
export async function compileKernels(
  sources: Readonly<Record<string, string>>,
  support: Readonly<Record<string, string>> = {},
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
    flags: KERNEL_FLAGS,
    stackSize: -1,
    transforms: [kernelTransform(entries, signatures)],
  });
  const end = staticDataEnd(compiled.wasm);
  if (end > HEAP_START) {
    throw new KernelError(
      `Cannot place the kernels as their static data must end by ${HEAP_START}: ends at ${end}`,
    );
  }
  lowerMemoryMinimum(compiled.wasm);
  return { ...compiled, signatures };
}
