import { callKernel } from "../kernel/call_kernel.ts";
import { type Kernel, type KernelInfo, kernelInfo } from "../kernel/kernel.ts";

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
