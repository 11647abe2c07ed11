import * as layout from "../../kernels/core/layout.ts";
import { kernelRegistry } from "../kernel/kernel_registry.ts";
import { recordStart } from "../memory/hold.ts";
import { slotField } from "../memory/slot.ts";
import { thread } from "../memory/thread.ts";

/**
 * A job's values, the same for all its workers: the record of its cursor, then for a scalar kernel `"map"`, the addresses
 * of the arrays it reads (one with constants, or several) and writes, and the constants; for a range kernel `"range"` and
 * its arguments.
 */
export type JobValues =
  | [cursor: number, kind: "map", sources: number[], target: number, constants: (number | bigint)[]]
  | [cursor: number, kind: "range", args: unknown[]];

/** Runs a kernel over the parts of its job that this worker can claim. An error ends the job for all. */
export function runJob(
  kernel: { readonly module: string; readonly name: string },
  values: unknown[],
): unknown[] {
  const { core, words, slot } = thread();
  const job = values as JobValues;
  const cursor = recordStart(job[0]);
  const claimedEnd = slotField(slot, layout.SLOT_CLAIMED_END) >> 2;
  const instance = kernelRegistry.instance(kernel.module);
  try {
    while (true) {
      const from = core.claim(cursor);
      if (from < 0) return [];
      const to = words[claimedEnd]!;
      if (job[1] === "range") instance.callRange(kernel.name, job[2], from, to);
      else if (job[2].length > 1) instance.zipChunk(kernel.name, job[2], job[3], from, to);
      else instance.mapChunk(kernel.name, job[2][0]!, job[3], from, to, job[4]);
    }
  } catch (error) {
    core.stopJob(cursor);
    throw error;
  }
}
