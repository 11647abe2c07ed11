import type { KernelKind } from "../wasm/kernel_sections.ts";
import type { Backend, Definition } from "../backend/backend.ts";
import { type Kernel, type KernelInfo, kernelInfo } from "../kernel/kernel.ts";
import { NumberBlock } from "../kernel/staged_arrays.ts";
import type { NumericType } from "../elements/element_types.ts";
import { type CallOptions, checkCallOptions, type MapOptions } from "./pool_options.ts";
import { stageForWorkers, unstageAtEnd } from "./stage_for_workers.ts";
import type { Completion } from "./outcome.ts";
import { callKernel } from "../kernel/define_kernels.ts";
import { shown } from "../options/shown.ts";

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
  const staged = stageForWorkers(kernel, loop.args, [0, length]);
  const minClaim = chunkSize ?? Math.max(1, Math.ceil(length / (backend.processes * CLAIMS)));
  const ended = unstageAtEnd<void, void>(staged, end, () => {});
  backend.runJob({ definition, length, minClaim, work: ["range", staged.args], timeout, signal, ...ended });
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
  const staged = stageForWorkers(kernel, loop.args, [0, length]);
  // An empty range has one part too: what it gives is up to the kernel.
  const parts = new NumberBlock(kernel.result as NumericType, Math.max(1, Math.ceil(length / size)));
  const ended = unstageAtEnd<void, number | bigint>(
    staged,
    end,
    () => combinePairwise(Array.from<number | bigint>(parts.view), combineTwo(staged.args)),
  );
  backend.runJob({
    definition,
    length: parts.length,
    minClaim: 1,
    work: ["reduce", staged.args, parts, size, length],
    timeout,
    signal,
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
      `Cannot ${doing} as it needs a ${kind} kernel: received ${shown(kernel?.name ?? fn)}`,
    );
  }
  if (!(Number.isInteger(length) && length >= 0 && length < 2 ** 31)) {
    throw new RangeError(
      `Cannot run the kernel "${kernel.name}" as its range's length must be an integer from 0 to 2 ** 31 - 1: received ${length}`,
    );
  }
  return kernel;
}

type Num = number | bigint;

/**
 * How the results of the parts of a range become one: by name, or by a kernel from two of them to one. A kernel may take
 * the reduction's own arguments before these two.
 */
export type Combiner = "sum" | "product" | "min" | "max" | Kernel<"scalar" | "whole">;

// The operators are the same for numbers and for bigints, which are never mixed.
const NAMED: Readonly<Record<string, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  product: (a, b) => a * b,
  min: (a, b) => (typeof a === "number" ? Math.min(a, b) : b < a ? b : a),
  max: (a, b) => (typeof a === "number" ? Math.max(a, b) : b > a ? b : a),
};

/**
 * Given the arguments of a reduction, a function that makes one of two results of `reducer`.
 *
 * @throws {TypeError} If `combine` is neither a name nor a kernel of that type.
 */
export function combinerOf(
  reducer: KernelInfo,
  combine: unknown,
): (args: readonly unknown[]) => (a: Num, b: Num) => Num {
  if (typeof combine === "string" && Object.hasOwn(NAMED, combine)) {
    return () => NAMED[combine] as unknown as (a: Num, b: Num) => Num;
  }
  const kernel = kernelInfo(combine);
  const { result } = reducer;
  const wanted = [...reducer.params.slice(0, -2), { type: result }, { type: result }].map(({ type }) => type)
    .join();
  const taken = kernel?.params.map(({ type }) => type).join();
  if (kernel !== undefined && kernel.result === result) {
    if (taken === `${result},${result}`) return () => (a, b) => callKernel(kernel, [a, b]) as Num;
    if (taken === wanted) return (args) => (a, b) => callKernel(kernel, [...args, a, b]) as Num;
  }
  throw new TypeError(
    `Cannot reduce with the kernel "${reducer.name}" as 'combine' must be "sum", "product", "min", "max" or a kernel (${result}, ${result}) => ${result}: received ${
      kernel === undefined
        ? typeof combine === "string" ? `"${combine}"` : String(combine)
        : `"${kernel.name}" (${taken}) => ${kernel.result}`
    }`,
  );
}

/** Combines neighbours, then neighbours of these, until one is left: so that rounding errors stay small. */
export function combinePairwise(values: readonly Num[], combine: (a: Num, b: Num) => Num): Num {
  let level = values;
  while (level.length > 1) {
    level = Array.from(
      { length: Math.ceil(level.length / 2) },
      (_, i) => 2 * i + 1 < level.length ? combine(level[2 * i]!, level[2 * i + 1]!) : level[2 * i]!,
    );
  }
  return level[0]!;
}
