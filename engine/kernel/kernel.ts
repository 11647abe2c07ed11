import { layoutSymbol } from "../platform/copies.ts";
import type { KernelKind, KernelSignature, ParameterType } from "../wasm/kernel_sections.ts";
import type {
  AnyNumberArrayOf,
  ElementView,
  NumberOf,
  NumericType,
  TypeCodesOf,
} from "../elements/element_types.ts";

/** A kernel's signature, and the id of the module that holds it. */
export interface KernelInfo extends KernelSignature {
  readonly module: string;
  /** Checks what it requires of arguments whose types are right, as its own first step does; left out if that is nothing. */
  readonly check?: (args: readonly unknown[]) => void;
}

/** What marks a function as a kernel. */
export const kernelBrand: unique symbol = layoutSymbol("kernel") as never;

/** A function that is a kernel: the engine sends its name and runs it in WebAssembly. */
export interface Kernel<
  Kind extends KernelKind = KernelKind,
  Params extends readonly ParameterType[] = readonly ParameterType[],
  Result extends NumericType | "void" = NumericType | "void",
> {
  /**
   * What is known of it.
   *
   * @internal
   */
  readonly [kernelBrand]: KernelInfo & { readonly kind: Kind } & {
    /** In types only: what the kernel takes and gives. */
    readonly types?: { readonly params: Params; readonly result: Result };
  };
}

/** What an ordinary function is, and a kernel is not. */
export interface NotKernel {
  /** @internal */
  readonly [kernelBrand]?: never;
}

/** An array that lies in the shared memory, as a `SharedArray` does. */
export interface KernelArray<Type extends NumericType = NumericType> {
  /** The address of the first element. */
  readonly byteOffset: number;
  /** The number of elements. */
  readonly length: number;
  /** The element type: WebAssembly's name, or Python's type code. */
  readonly typeCode: TypeCodesOf<Type>;
}

/** What is passed for a parameter: a shared array or a typed array for a slice, else a number. */
export type KernelArgument<Type extends ParameterType> = Type extends NumericType ? NumberOf<Type>
  : Type extends `${"" | "Readonly"}Slice<${infer Element extends NumericType}>`
    ? KernelArray<Element> | AnyNumberArrayOf<Element>
  : never;

/** What is passed for the parameters, in order. */
export type KernelArguments<Params extends readonly ParameterType[]> = {
  -readonly [Index in keyof Params]: KernelArgument<Params[Index]>;
};

/** What a kernel gives. */
export type KernelResult<Result extends NumericType | "void"> = Result extends NumericType ? NumberOf<Result>
  : void;

/** A kernel from numbers to a number. */
export type ScalarKernel<Params extends readonly NumericType[], Result extends NumericType> =
  & ((...args: KernelArguments<Params>) => NumberOf<Result>)
  & Kernel<"scalar", Params, Result>;

/** A kernel over a range: called directly it takes its arguments and then `from` and `to`. */
export type RangeKernel<Params extends readonly ParameterType[]> =
  & ((...args: [...KernelArguments<Params>, from: number, to: number]) => void)
  & Kernel<"range", Params, "void">;

/** A kernel that makes one number of a range: called directly it takes its arguments and then `from` and `to`. */
export type ReducerKernel<Params extends readonly ParameterType[], Result extends NumericType> =
  & ((...args: [...KernelArguments<Params>, from: number, to: number]) => NumberOf<Result>)
  & Kernel<"reducer", Params, Result>;

/** A kernel that works on all of its arrays at once. */
export type WholeKernel<Params extends readonly ParameterType[], Result extends NumericType | "void"> =
  & ((...args: KernelArguments<Params>) => KernelResult<Result>)
  & Kernel<"whole", Params, Result>;

/** What is known of a kernel; `undefined` if `fn` is an ordinary function. */
export function kernelInfo(fn: unknown): KernelInfo | undefined {
  return typeof fn === "function" ? (fn as Partial<Kernel>)[kernelBrand] : undefined;
}

/** The method by which an array in the shared memory makes another of its class, of zeros, for a kernel's results. */
export const makeAlike: unique symbol = layoutSymbol("makeAlike") as never;

/** An array of the user's in the shared memory, as far as kernels go; so that they need not know its class. */
export interface ArrayObject extends KernelArray, Disposable {
  readonly view: ElementView;
  slice(): unknown;
  /** @internal */
  [makeAlike](typeCode: NumericType, length: number): ArrayObject;
}

/** Whether `value` is one. */
export function isArrayObject(value: unknown): value is ArrayObject {
  return typeof value === "object" && value !== null && makeAlike in value;
}
