import type { CompiledModule } from "./compile_kernels.ts";

/** What a build made, in words: what was compiled, and which loops run on vectors, or why they do not. */
export function reportText({ signatures, wasm, widened, notWidened }: CompiledModule): string {
  const count = signatures.length;
  const lines = [`${count} ${count === 1 ? "kernel" : "kernels"}, ${(wasm.length / 1024).toFixed(1)} KiB`];
  for (const { name, lanes } of widened) lines.push(`  ${name}: ${lanes} elements at a time`);
  for (const { name, where, reason } of notWidened) {
    lines.push(`  ${name}: one element at a time, as it ${reason} (${where})`);
  }
  return lines.join("\n");
}
