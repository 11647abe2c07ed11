import { type Kernel, kernelInfo } from "../../engine/kernel/kernel.ts";
import { kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import type { SharedArray, TypeCode } from "../../mod.ts";
import type { NativeSymbols } from "./native.ts";

/** What a C++ function takes for a slice: the shared elements themselves. Deno's types allow for unshared ones only. */
export function elements(array: SharedArray<TypeCode>): BufferSource {
  return array.view as unknown as BufferSource;
}

/** One kernel and its counterpart in C++, which do the same work on the same data. */
export interface KernelCase {
  readonly scenario: string;
  /** What the kernel's speed divided by that of the C++ should be, at least. Without it, it is only measured. */
  readonly atLeast?: number;
  /** How far the numbers that the two give may be apart, as a share: 0 if left out. */
  readonly tolerance?: number;
  /** Runs the kernel. What it gives must be what `native` gives. */
  kernel(): unknown;
  /** Runs the counterpart. */
  native(): unknown;
  /** Throws if the two wrote different results. Called once, after both ran. */
  check?(): void;
}

/** Kernels of one kind, and the C++ file with their counterparts. */
export interface Topic<Symbols extends NativeSymbols = NativeSymbols> {
  readonly source: URL;
  readonly symbols: Symbols;
  /** Makes the data and the cases. `native` is what C++ calls. */
  cases(native: Deno.StaticForeignLibraryInterface<Symbols>): KernelCase[];
}

/** A topic, its symbols' types inferred. */
export function topic<const Symbols extends NativeSymbols>(definition: Topic<Symbols>): Topic {
  return definition as unknown as Topic;
}

/** The name of a kernel, and of its counterpart where a table has many of them. */
export function nameOf(kernel: Kernel): string {
  return kernelInfo(kernel)!.name;
}

/** One signature for the counterparts of many kernels. */
export function alike<Signature extends Deno.ForeignFunction>(
  kernels: readonly Kernel[],
  signature: Signature,
): Record<string, Signature> {
  return Object.fromEntries(kernels.map((kernel) => [`${nameOf(kernel)}Native`, signature]));
}

/** Calls a kernel of a table, whose type is not known. */
export function call(kernel: Kernel, args: readonly unknown[]): unknown {
  const { module, name } = kernelInfo(kernel)!;
  return kernelRegistry.instance(module).call(name, args);
}

/** Applies a scalar kernel to all elements of `xs`, as a worker does. */
export function map(
  kernel: Kernel,
  xs: SharedArray<TypeCode>,
  ys: SharedArray<TypeCode>,
  constants: readonly number[] = [],
): void {
  const { module, name } = kernelInfo(kernel)!;
  kernelRegistry.instance(module).mapChunk(name, xs.byteOffset, ys.byteOffset, 0, xs.length, constants);
}

/** Throws if two arrays differ, except for what rounding can explain. */
export function sameElements(a: SharedArray<TypeCode>, b: SharedArray<TypeCode>, tolerance = 1e-5): void {
  for (let index = 0; index < a.length; index++) {
    const [ours, theirs] = [Number(a.at(index)), Number(b.at(index))];
    if (!isNear(ours, theirs, tolerance)) {
      throw new Error(`The kernel and its counterpart differ at ${index}: ${ours}, not ${theirs}`);
    }
  }
}

/** Whether a result is another, or is a number as near to it as rounding can explain. */
export function isNear(ours: unknown, theirs: unknown, tolerance: number): boolean {
  return ours === theirs ||
    typeof ours === "number" && typeof theirs === "number" &&
      Math.abs(ours - theirs) <= tolerance * Math.abs(theirs);
}
