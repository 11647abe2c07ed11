import { defineKernels } from "../../engine/kernel/define_kernels.ts";
import type { Kernel } from "../../engine/kernel/kernel.ts";
import { compileKernels } from "../../kernels/build/compile_kernels.ts";

/** Compiles one AssemblyScript source; gives its kernels by name. */
export async function compiledKernels(source: string): Promise<<K extends Kernel>(name: string) => K> {
  const { wasm, signatures } = await compileKernels({ "test.as.ts": source });
  return defineKernels({ id: crypto.randomUUID(), signatures, wasm: wasm.toBase64() });
}
