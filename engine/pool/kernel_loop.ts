import type { Backend, Definition } from "../backend/backend.ts";
import { type KernelInfo, kernelInfo, type KernelKind } from "../kernel/kernel.ts";
import { NumberBlock } from "../kernel/number_block.ts";
import type { NumericType } from "../kernel/numeric_type.ts";
import { checkCallOptions } from "./call_options.ts";
import { combinePairwise, type Combiner, combinerOf } from "./combine_parts.ts";
import { runKernelJob } from "./kernel_job.ts";
import { stageForWorkers, unstageAtEnd } from "./lend_to_workers.ts";
import type { Completion } from "./outcome.ts";
import type { CallOptions, MapOptions } from "./pool_options.ts";

/** Claims of a range that a worker makes, about, before it is used up. */
const CLAIMS = 16;

/** Parts of a reduction. By its range alone, so that the result is the same on any number of workers. */
const PARTS = 256;

/** Options of a loop over a range. */
export type LoopOptions = CallOptions & Pick<MapOptions, "chunkSize">;

/** A kernel over the range [0, length), and what it is called with. */
export interface KernelLoop {
  readonly fn: unknown;
  readonly definition: Definition;
  readonly length: number;
  readonly args: readonly unknown[];
  readonly options: LoopOptions;
}

/** Begins a loop of a range kernel. */
export function startLoop(backend: Backend, loop: KernelLoop, end: Completion<void>): void {
  const kernel = checkLoop(loop, "range", "run a parallel loop");
  const { definition, length, options: { chunkSize, timeout, signal } } = loop;
  const loan = stageForWorkers(kernel, loop.args, [0, 0]);
  const least = chunkSize ?? Math.max(1, Math.ceil(length / (backend.processes * CLAIMS)));
  const job = { definition, length, least, values: ["range", loan.args] };
  runKernelJob(backend, job, { timeout, signal }, unstageAtEnd<void, void>(loan, end, () => {}));
}

/** Begins a reduction: a reducer kernel makes a number of each part of the range, and `combine` one of them all. */
export function startReduction(
  backend: Backend,
  loop: KernelLoop,
  combine: Combiner,
  end: Completion<number | bigint>,
): void {
  const kernel = checkLoop(loop, "reducer", "reduce");
  const { definition, length, options: { chunkSize, timeout, signal } } = loop;
  const size = chunkSize ?? Math.max(1, Math.ceil(length / PARTS));
  const combineTwo = combinerOf(kernel, combine);
  const loan = stageForWorkers(kernel, loop.args, [0, 0]);
  // An empty range has one part too: what it gives is up to the kernel.
  const parts = new NumberBlock(kernel.result as NumericType, Math.max(1, Math.ceil(length / size)));
  const job = {
    definition,
    length: parts.length,
    least: 1,
    values: ["reduce", loan.args, parts, size, length],
  };
  const ended = unstageAtEnd<void, number | bigint>(
    loan,
    end,
    () => combinePairwise(Array.from<number | bigint>(parts.view), combineTwo(loan.args)),
  );
  runKernelJob(backend, job, { timeout, signal }, {
    succeed: () => {
      ended.succeed();
      parts[Symbol.dispose]();
    },
    fail: (error) => {
      parts[Symbol.dispose]();
      ended.fail(error);
    },
  });
}

function checkLoop({ fn, length, options }: KernelLoop, kind: KernelKind, doing: string): KernelInfo {
  checkCallOptions(options, ["chunkSize"], doing);
  const kernel = kernelInfo(fn);
  if (kernel?.kind !== kind) {
    throw new TypeError(
      `Cannot ${doing} as it needs a ${kind} kernel: received ${String(kernel?.name ?? fn)}`,
    );
  }
  if (!(Number.isInteger(length) && length >= 0 && length < 2 ** 31)) {
    throw new RangeError(
      `Cannot run the kernel "${kernel.name}" as its range's length must be an integer from 0 to 2 ** 31 - 1: received ${length}`,
    );
  }
  return kernel;
}
