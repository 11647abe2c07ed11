import "./engine_host.ts";
import type { Kernel, KernelSignature } from "./kernel.ts";
import { kernelOf } from "./kernel_of.ts";
import { kernelRegistry } from "./kernel_registry.ts";

/** What a generated file knows of its kernel module. */
export interface KernelModuleDefinition {
  readonly id: string;
  readonly signatures: readonly KernelSignature[];
  /** The module in base64. */
  readonly wasm: string;
}

/**
 * Makes the functions of a kernel module, and gives them by name. They run on the calling thread when called, and in
 * WebAssembly on whichever thread the engine sends them to. Nothing is decoded before the first use.
 *
 * This is what generated files call.
 *
 * @example
 * ```ts
 * import { defineKernels, type ScalarKernel } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const kernel = defineKernels({
 *   id: "example",
 *   signatures: [{
 *     name: "half",
 *     kind: "scalar",
 *     params: [{ name: "x", type: "f64" }],
 *     result: "f64",
 *     doc: "Half of `x`.",
 *   }],
 *   wasm: "AGFzbQEAAAA=", // the module in base64
 * });
 * const half: ScalarKernel<[x: "f64"], "f64"> = kernel("half");
 * assertEquals(half.name, "half");
 * ```
 */
export function defineKernels(
  { id, signatures, wasm }: KernelModuleDefinition,
): <K extends Kernel>(name: string) => K {
  kernelRegistry.add(id, wasm);
  const kernels = new Map(signatures.map((signature) => [signature.name, kernelOf(id, signature)]));
  return <K extends Kernel>(name: string) => kernels.get(name) as Kernel as K;
}
