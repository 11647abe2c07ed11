import type { SharedArray, TypeCode } from "../../mod.ts";
import type { NativeSymbols } from "./native.ts";

/** What a C++ function takes for a slice: the shared elements themselves. Deno's types allow for unshared ones only. */
export function elements(array: SharedArray<TypeCode>): BufferSource {
  return array.view as unknown as BufferSource;
}

/** One kernel and its counterpart in C++, which do the same work on the same data. */
export interface KernelCase {
  readonly scenario: string;
  /** What the kernel's speed divided by that of the C++ should be, at least. */
  readonly atLeast: number;
  /** Runs the kernel. A number that it gives must be what `native` gives. */
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

/** Throws if two arrays differ, except for what rounding can explain. */
export function sameElements(a: SharedArray<TypeCode>, b: SharedArray<TypeCode>, tolerance = 1e-5): void {
  for (let index = 0; index < a.length; index++) {
    const [ours, theirs] = [Number(a.at(index)), Number(b.at(index))];
    if (!(Math.abs(ours - theirs) <= tolerance * Math.abs(theirs))) {
      throw new Error(`The kernel and its counterpart differ at ${index}: ${ours}, not ${theirs}`);
    }
  }
}
