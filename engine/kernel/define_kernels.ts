import { type Kernel, kernelBrand, type KernelSignature } from "./kernel.ts";
import { kernelRegistry } from "./kernel_registry.ts";

/** What a generated file knows of its kernel module. */
export interface KernelModuleDefinition {
  readonly id: string;
  readonly signatures: readonly KernelSignature[];
  /** The module in base64. */
  readonly wasm: string;
}

/**
 * Makes the functions of a kernel module. They run on the calling thread when called, and in WebAssembly on whichever
 * thread the engine sends them to. Nothing is decoded before the first use.
 */
export function defineKernels<Kernels extends { readonly [Name in keyof Kernels]: Kernel }>(
  { id, signatures, wasm }: KernelModuleDefinition,
): Kernels {
  kernelRegistry.add(id, wasm);
  return Object.freeze(
    Object.fromEntries(signatures.map((signature) => [signature.name, defineKernel(id, signature)])),
  ) as Kernels;
}

function defineKernel(module: string, signature: KernelSignature): Kernel {
  const { name, kind } = signature;
  const call = kind === "scalar"
    ? (...args: unknown[]) => kernelRegistry.instance(module).callScalar(name, args)
    : (...args: unknown[]) => {
      const [from, to] = args.slice(-2) as [number, number];
      kernelRegistry.instance(module).callRange(name, args.slice(0, -2), from, to);
    };
  return Object.defineProperties(call, {
    name: { value: name },
    [kernelBrand]: { value: Object.freeze({ ...signature, module }) },
  }) as typeof call & Kernel;
}
