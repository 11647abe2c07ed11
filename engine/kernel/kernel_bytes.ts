import { kernelRegistry } from "./kernel_registry.ts";

/** The bytes of a kernel's module, for the threads that are to run it. Throws what {@linkcode KernelRegistry.bytes} does. */
export function kernelBytes(module: string): Uint8Array {
  return kernelRegistry.bytes(module);
}
