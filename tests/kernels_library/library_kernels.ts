import "../../engine/memory/use_shared_memory.ts";
import fc from "npm:fast-check@4.10.2";
import { type Kernel, kernelInfo } from "../../engine/kernel/kernel.ts";
import { KernelInstance } from "../../engine/kernel/kernel_instance.ts";
import { kernelRegistry } from "../../engine/kernel/kernel_registry.ts";
import { KernelMemory } from "../kernel/kernel_memory.ts";

/** Numbers at which floating-point functions change what they do. */
export const SPECIAL: readonly number[] = [
  ...[0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e308, -1e308, 5e-324, 2.2250738585072014e-308],
  ...[Infinity, -Infinity, NaN],
];

/** One module of the library, on a small memory of its own. */
export class LibraryKernels {
  readonly memory = new KernelMemory();
  readonly instance: KernelInstance;

  /** The module that holds this kernel. */
  constructor(kernel: Kernel) {
    this.instance = new KernelInstance(kernelRegistry.module(kernelInfo(kernel)!.module), this.memory);
  }

  /** Runs a kernel that gives a number. */
  number(name: string, ...args: unknown[]): number {
    return this.instance.call(name, args) as number;
  }

  /** Runs a kernel that gives nothing. */
  run(name: string, ...args: unknown[]): void {
    this.instance.call(name, args);
  }

  /** Runs a range kernel over [0, length), in parts that end at the cuts. */
  runInParts(name: string, args: readonly unknown[], length: number, cuts: readonly number[]): void {
    let from = 0;
    for (const to of [...cuts.map((cut) => cut % (length + 1)).sort((a, b) => a - b), length]) {
      this.run(name, ...args, from, to);
      from = to;
    }
  }
}

/** Numbers of all sizes, often special ones, of odd lengths around the width of a vector and its unrolled loop. */
export function numbers(maxLength = 70): fc.Arbitrary<number[]> {
  return fc.array(fc.oneof(fc.double(), fc.constantFrom(...SPECIAL)), { maxLength });
}

/** Finite numbers of moderate size. */
export function finite(maxLength = 70, minLength = 0): fc.Arbitrary<number[]> {
  return fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength, maxLength });
}

/** Where a range is cut. */
export const cuts: fc.Arbitrary<number[]> = fc.array(fc.nat(1000), { maxLength: 3 });

/** How many elements an array begins behind an aligned address. */
export const misalign: fc.Arbitrary<number> = fc.nat(3);

/** Rounds as a 32-bit array does. */
export const f32 = (xs: readonly number[]): number[] => xs.map(Math.fround);

/** Whether two numbers are at most so many units in the last place apart. */
export function within(
  units: number,
  a: number,
  b: number,
  epsilon = Number.EPSILON,
  least = 5e-324,
): boolean {
  return Object.is(a, b) || a === b ||
    Math.abs(a - b) <= Math.max(units * epsilon * Math.abs(b), units * least);
}

/** `within`, of 32-bit floats. */
export function withinF32(units: number, a: number, b: number): boolean {
  return within(units, a, Math.fround(b), 2 ** -23, 2 ** -149);
}
