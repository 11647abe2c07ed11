import * as layout from "../../kernels/core/layout.ts";
import type { KernelArray } from "../kernel/kernel.ts";
import { kernelRegistry } from "../kernel/kernel_registry.ts";
import type { Handle } from "../memory/handle.ts";
import { slotField } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";

/** A job's values, the same for all its workers: what a map reads and writes, or a range kernel's arguments. */
export type JobValues =
  | [job: Handle, kind: "map", sources: KernelArray[], target: KernelArray, constants: (number | bigint)[]]
  | [job: Handle, kind: "range", args: unknown[]]
  | [job: Handle, kind: "reduce", args: unknown[], parts: ResultArray, size: number, length: number];

interface ResultArray {
  readonly view: { [index: number]: unknown };
}

/** Runs a kernel over the parts of its job that this worker can claim. An error ends the job for all. */
export function runJob(
  kernel: { readonly module: string; readonly name: string },
  values: unknown[],
): unknown[] {
  const { core, words, slot } = thread();
  const job = values as JobValues;
  const cursor = job[0].address;
  const claimedEnd = slotField(slot, layout.SLOT_CLAIMED_END) >> 2;
  const instance = kernelRegistry.instance(kernel.module);
  try {
    while (true) {
      const from = core.claim(cursor);
      if (from < 0) return [];
      const to = words[claimedEnd]!;
      if (job[1] === "range") instance.call(kernel.name, [...job[2], from, to]);
      else if (job[1] === "reduce") {
        const [, , args, { view }, size, length] = job;
        for (let part = from; part < to; part++) {
          const range = [part * size, Math.min(length, (part + 1) * size)];
          view[part] = instance.call(kernel.name, [...args, ...range]);
        }
      } else if (job[2].length > 1) {
        instance.zipChunk(kernel.name, job[2].map(addressOf), job[3].byteOffset, from, to);
      } else instance.mapChunk(kernel.name, job[2][0]!.byteOffset, job[3].byteOffset, from, to, job[4]);
    }
  } catch (error) {
    core.stopJob(cursor);
    throw error;
  }
}

function addressOf({ byteOffset }: KernelArray): number {
  return byteOffset;
}
