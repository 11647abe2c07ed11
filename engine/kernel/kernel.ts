/** AssemblyScript's numeric types; the 64-bit integers are `bigint` in JavaScript. */
export type NumericType = "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64" | "f32" | "f64";

/** The type of a parameter: a number, or the elements of an array in the shared memory. */
export type ParameterType = NumericType | `Ptr<${NumericType}>`;

/** One parameter of a kernel. */
export interface KernelParameter {
  readonly name: string;
  readonly type: ParameterType;
}

/** What a kernel module says of one of its kernels. */
export interface KernelSignature {
  readonly name: string;
  /**
   * `"scalar"`: numbers in, number out, and the module holds the loops that apply it to arrays. `"range"`: works on the
   * part `from … to` of its arrays, which are its last two parameters.
   */
  readonly kind: "scalar" | "range";
  /** All parameters, `from` and `to` included. */
  readonly params: readonly KernelParameter[];
  readonly result: NumericType | "void";
  /** The doc comment, without its stars. */
  readonly doc: string;
}

/** A kernel's signature, and the id of the module that holds it. */
export interface KernelInfo extends KernelSignature {
  readonly module: string;
}

/** What marks a function as a kernel; `Symbol.for`, so that two copies of this module agree. */
export const kernelBrand: unique symbol = Symbol.for("multicore.kernel") as never;

/** A function that is a kernel: the engine sends its name and runs it in WebAssembly. */
export interface Kernel {
  /**
   * What is known of it.
   *
   * @internal
   */
  readonly [kernelBrand]: KernelInfo;
}

/** An array that lies in the shared memory, as a `SharedArray` does. */
export interface KernelArray {
  /** The address of the first element. */
  readonly byteOffset: number;
  /** The number of elements. */
  readonly length: number;
  /** The element type: WebAssembly's name, or Python's type code. */
  readonly typeCode: string;
}

/** A kernel from numbers to a number. */
export type ScalarKernel<Params extends readonly (number | bigint)[], Result extends number | bigint> =
  & ((...params: Params) => Result)
  & Kernel;

/** A kernel over a range: called directly it takes its arguments and then `from` and `to`. */
export type RangeKernel<Params extends readonly (number | bigint | KernelArray)[]> =
  & ((...params: [...Params, from: number, to: number]) => void)
  & Kernel;

/** What is known of a kernel; `undefined` if `fn` is an ordinary function. */
export function kernelInfo(fn: unknown): KernelInfo | undefined {
  return typeof fn === "function" ? (fn as Partial<Kernel>)[kernelBrand] : undefined;
}
