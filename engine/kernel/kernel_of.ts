import { callKernel } from "./call_kernel.ts";
import { type Kernel, kernelBrand, type KernelSignature } from "./kernel.ts";

/** A kernel that is called like any function: it runs on the calling thread. */
export type CallableKernel = Kernel & ((...args: unknown[]) => unknown);

/** The kernel of that signature in a module that the registry knows. */
export function kernelOf(module: string, signature: KernelSignature): CallableKernel {
  const kernel = Object.freeze({ ...signature, module });
  const call = (...args: unknown[]) => callKernel(kernel, args);
  return Object.defineProperties(call, {
    name: { value: signature.name },
    [kernelBrand]: { value: kernel },
  }) as CallableKernel;
}
