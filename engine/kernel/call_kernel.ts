import { thread } from "../memory/thread.ts";
import type { KernelInfo } from "./kernel.ts";
import { kernelRegistry } from "./kernel_registry.ts";
import { type NumberArray, stageArrays, type StagedArray } from "./lend_arrays.ts";
import { NumberBlock } from "./number_block.ts";
import type { NumericType } from "./numeric_type.ts";

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
  const loan = stageArrays(kernel, args, stageHere);
  try {
    const result = instance.call(kernel.name, loan.args);
    loan.copyBack();
    return result;
  } finally {
    loan[Symbol.dispose]();
  }
}

function stageHere(typeCode: NumericType, source: NumberArray): StagedArray {
  const { buffer, byteOffset, length } = source;
  const liesThere = buffer as ArrayBufferLike === thread().bytes.buffer;
  return liesThere ? { byteOffset, length, typeCode } : NumberBlock.copyOf(typeCode, source);
}
