import type { Kernel } from "../../engine/kernel/kernel.ts";
import { defineKernelsOf } from "../../engine/kernel/define_kernels.ts";
import { compileModule } from "../../kernels/compiler/compile_module.ts";

/** Compiles one AssemblyScript source; gives its kernels by name. */
export async function compiledKernels(source: string): Promise<<K extends Kernel>(name: string) => K> {
  const { wasm } = await compileModule({ "test.as.ts": source });
  const kernels: Record<string, Kernel> = defineKernelsOf(wasm);
  return <K extends Kernel>(name: string) => kernels[name] as K;
}
