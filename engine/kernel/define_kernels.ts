import { kernelRegistry } from "./kernel_registry.ts";
import { checkRequirements } from "./check_requirements.ts";
import { type Kernel, kernelBrand, type KernelInfo } from "./kernel.ts";
import {
  checkKernelAbi,
  type KernelSignature,
  readExtent,
  readModuleId,
  readSignatures,
} from "../wasm/kernel_sections.ts";
import { registerCompiledKernels } from "./register_compiled_kernels.ts";
import { thread } from "../memory/thread.ts";
import { type NumberArray, NumberBlock, stageArrays, type StagedArray } from "./staged_arrays.ts";
import type { NumericType } from "../elements/element_types.ts";

/** What a generated file knows of its kernel module. */
export interface KernelModuleDefinition {
  /** The version of what the module expects of the engine. */
  readonly abi: number;
  /** The content's identifier, by which every thread knows the module. */
  readonly id: string;
  /** The descriptions of its kernels. */
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
 * @throws {TypeError} If another version of the compiler built the module.
 *
 * @example
 * ```ts
 * import { defineKernels, type ScalarKernel } from "../../mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const kernel = defineKernels({
 *   abi: 1,
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
  { abi, id, signatures, wasm }: KernelModuleDefinition,
): <K extends Kernel>(name: string) => K {
  checkKernelAbi(abi, signatures);
  kernelRegistry.add(id, wasm);
  const kernels = new Map(signatures.map((signature) => [signature.name, kernelOf(id, signature)]));
  return <K extends Kernel>(name: string) => kernels.get(name) as Kernel as K;
}

/**
 * Makes the functions of a kernel module that is nothing but a `.wasm`: it describes itself, so arguments are checked as
 * those of kernels from a generated file. Their types are known if the type argument says them. Nothing is compiled before
 * the first use.
 *
 * A runtime that compiles nothing at run time gives a `WebAssembly.Module`. Its kernels run on this thread only, and its
 * static data must have been placed when it was built.
 *
 * @throws {TypeError} If the module was not built by multicore, or by another version of it.
 *
 * @example
 * ```ts
 * import { defineKernelsOf, type ScalarKernel } from "../../mod.ts";
 * import { compileModule } from "../../kernels/compiler/compile_module.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * // As it may come from a file or a server.
 * const { wasm } = await compileModule({
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

/** A kernel that is called like any function: it runs on the calling thread. */
export type CallableKernel = Kernel & ((...args: unknown[]) => unknown);

/** The kernel of that signature in a module that the registry knows. */
export function kernelOf(module: string, signature: KernelSignature): CallableKernel {
  const kernel: KernelInfo = { ...signature, module };
  if (signature.requires) {
    // Out of sight, as it is no part of the description; here, so that pools without kernels go without it.
    Object.defineProperty(kernel, "check", {
      value: (args: unknown[]) => checkRequirements(signature, args),
    });
  }
  Object.freeze(kernel);
  const call = (...args: unknown[]) => callKernel(kernel, args);
  return Object.defineProperties(call, {
    name: { value: signature.name },
    [kernelBrand]: { value: kernel },
  }) as CallableKernel;
}

/**
 * Runs a kernel on this thread. Typed arrays among the arguments are copied into the shared memory and, unless the kernel
 * only reads them, back; those that lie in it already are used where they are.
 *
 * @throws {TypeError} If the arguments do not fit the parameters.
 * @throws {KernelError} If the kernel traps or aborts.
 * @throws {OutOfMemoryError} If the shared memory has no room for the copies.
 */
export function callKernel(kernel: KernelInfo, args: readonly unknown[]): number | bigint | void {
  const instance = kernelRegistry.instance(kernel.module);
  if (!args.some(ArrayBuffer.isView)) return instance.call(kernel.name, args);
  const staged = stageArrays(kernel, args, stageHere);
  try {
    const result = instance.call(kernel.name, staged.args);
    staged.copyBack();
    return result;
  } finally {
    staged[Symbol.dispose]();
  }
}

function stageHere(typeCode: NumericType, source: NumberArray): StagedArray {
  const { buffer, byteOffset, length } = source;
  const liesThere = buffer as ArrayBufferLike === thread().bytes.buffer;
  return liesThere ? { byteOffset, length, typeCode } : NumberBlock.copyOf(typeCode, source);
}
