import { type Kernel, kernelBrand, type KernelSignature } from "./kernel.ts";
import { kernelRegistry } from "./kernel_registry.ts";

/** A kernel that is called like any function: it runs on the calling thread. */
export type CallableKernel = Kernel & ((...args: unknown[]) => unknown);

/** The kernel of that signature in a module that the registry knows. */
export function kernelOf(module: string, signature: KernelSignature): CallableKernel {
  const { name } = signature;
  const call = (...args: unknown[]) => kernelRegistry.instance(module).call(name, args);
  return Object.defineProperties(call, {
    name: { value: name },
    [kernelBrand]: { value: Object.freeze({ ...signature, module }) },
  }) as CallableKernel;
}
