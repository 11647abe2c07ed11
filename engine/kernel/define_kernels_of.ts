import "./engine_host.ts";
import { readExtent } from "./extent_section.ts";
import { registerCompiledKernels } from "./give_kernels.ts";
import { readModuleId } from "./id_section.ts";
import type { Kernel } from "./kernel.ts";
import { type CallableKernel, kernelOf } from "./kernel_of.ts";
import { kernelRegistry } from "./kernel_registry.ts";
import { readSignatures } from "./kernels_section.ts";

/**
 * Makes the functions of a kernel module that is nothing but a `.wasm`: it describes itself, so arguments are checked as
 * those of kernels from a generated file. Their types are known if the type argument says them. Nothing is compiled before
 * the first use.
 *
 * A runtime that compiles nothing at run time gives a `WebAssembly.Module`. Its kernels run on this thread only, and its
 * static data must have been placed when it was built.
 *
 * @throws {TypeError} If the module was not built by multicore.
 *
 * @example
 * ```ts
 * import { defineKernelsOf, type ScalarKernel } from "../../mod.ts";
 * import { compileKernels } from "../../kernels/build/compile_kernels.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * // As it may come from a file or a server.
 * const { wasm } = await compileKernels({
 *   "half.ts": "export function half(x: f64): f64 { return x / 2; }",
 * });
 * const { half } = defineKernelsOf<{ half: ScalarKernel<[x: "f64"], "f64"> }>(wasm);
 * assertEquals(half(3), 1.5);
 * assertThrows(() => half("3" as never), TypeError, "'x' must be a number");
 * ```
 */
export function defineKernelsOf<
  Kernels extends { readonly [Name in keyof Kernels]: Kernel } = Record<string, CallableKernel>,
>(
  module: Uint8Array | WebAssembly.Module,
): Kernels {
  const id = readModuleId(module);
  const signatures = readSignatures(module);
  const isBytes = module instanceof Uint8Array;
  if (!isBytes && readExtent(module)) registerCompiledKernels(module, "define the kernels");
  // The caller may go on writing its bytes.
  kernelRegistry.add(id, isBytes ? module.slice() : module);
  const kernels: Record<string, Kernel> = {};
  for (const signature of signatures) kernels[signature.name] = kernelOf(id, signature);
  return kernels as Kernels;
}
