import type { CompiledKernels } from "./compile_kernels.ts";

/** What a build made, in words. */
export function reportText({ signatures, wasm }: CompiledKernels): string {
  const count = signatures.length;
  return `${count} ${count === 1 ? "kernel" : "kernels"}, ${(wasm.length / 1024).toFixed(1)} KiB`;
}
