import type { NumericType } from "../elements/element_types.ts";
import { customSection } from "./module_reader.ts";
import type { Requirement } from "./requirements.ts";

/** The type of a parameter: a number, or the elements of an array in the shared memory. */
export type ParameterType = NumericType | `Slice<${NumericType}>` | `ReadonlySlice<${NumericType}>`;

/** One parameter of a kernel. */
export interface KernelParameter {
  /** Its name in the source. */
  readonly name: string;
  /** Its type. */
  readonly type: ParameterType;
}

/**
 * The kind of a kernel says what it does with a range, and so how it is called:
 *
 * - `"scalar"`: numbers in, number out; the module holds the loops that apply it to arrays.
 * - `"range"`: works on the part `from … to` of its arrays; these are its last two parameters.
 * - `"reducer"`: the same, with a number as the result for that part.
 * - `"whole"`: works on all of its arrays at once.
 */
export type KernelKind = "scalar" | "range" | "reducer" | "whole";

/** The description of a kernel in its module. */
export interface KernelSignature {
  /** The name under which the module exports the kernel. */
  readonly name: string;
  /** What the kernel does with a range. */
  readonly kind: KernelKind;
  /** All parameters, `from` and `to` included. */
  readonly params: readonly KernelParameter[];
  /** The type of what it returns. */
  readonly result: NumericType | "void";
  /** The doc comment, without its stars. */
  readonly doc: string;
  /** What it asks of its arguments, besides a range from 0 on and in order; left out where it asks nothing. */
  readonly requires?: readonly Requirement[];
}

/** A part of the data memory: the addresses `start … end`. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * The version of what the engine and a kernel module agree on: the module's sections, its imports, and the functions that the
 * compiler adds. It is raised with any change of these.
 */
export const KERNEL_ABI = 1;

/** The custom section of a kernel module that describes its kernels, as JSON of a {@linkcode KernelsSection}. */
export const KERNELS_SECTION = "multicore.kernels";

/** The content of a module's section about its kernels. */
export interface KernelsSection {
  readonly abi: number;
  readonly kernels: readonly KernelSignature[];
}

/**
 * Reads the descriptions of a module's kernels.
 *
 * @throws {TypeError} If the module has no such section, so was not built here, or was built for another version.
 */
export function readSignatures(module: Uint8Array | WebAssembly.Module): readonly KernelSignature[] {
  const section = customSection(module, KERNELS_SECTION);
  if (!section) {
    throw new TypeError(`Cannot read the kernels as the module has no section "${KERNELS_SECTION}"`);
  }
  const content: KernelsSection | KernelSignature[] = JSON.parse(new TextDecoder().decode(section));
  // Before there were versions the section was the list alone.
  const { abi, kernels } = Array.isArray(content) ? { abi: undefined, kernels: content } : content;
  checkKernelAbi(abi, kernels);
  return kernels;
}

/**
 * Throws unless kernels were built for this version of the engine.
 *
 * @throws {TypeError} If their ABI is another.
 */
export function checkKernelAbi(abi: number | undefined, kernels: readonly KernelSignature[]): void {
  if (abi === KERNEL_ABI) return;
  const names = kernels.map(({ name }) => name).join(", ");
  throw new TypeError(
    `Cannot use the kernels ${names} as another version of multicore built them: build them again ` +
      `(their ABI is ${abi ?? "0"}, and this version has ${KERNEL_ABI})`,
  );
}

/** The custom section of a kernel module with the beginning of its SHA-256, as it was before this section was added. */
export const ID_SECTION = "multicore.id";

/**
 * The module's id: the same for the same content, wherever its static data lies.
 *
 * @throws {TypeError} If the module has none, so was not built here.
 */
export function readModuleId(module: Uint8Array | WebAssembly.Module): string {
  const section = customSection(module, ID_SECTION);
  if (!section) throw new TypeError(`Cannot read the kernels as the module has no section "${ID_SECTION}"`);
  return Array.from(section, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The custom section of a module whose static data was placed when it was built: where that begins and ends, two words. */
export const EXTENT_SECTION = "multicore.extent";

/** Where the module's static data was placed; `undefined` if it has none, or it was not placed when it was built. */
export function readExtent(module: Uint8Array | WebAssembly.Module): Extent | undefined {
  const section = customSection(module, EXTENT_SECTION);
  if (!section) return undefined;
  const words = new DataView(section.buffer, section.byteOffset, section.byteLength);
  return { start: words.getUint32(0, true), end: words.getUint32(4, true) };
}

/** The type of a slice's elements; `undefined` for a number. */
export function sliceElement(type: ParameterType): NumericType | undefined {
  // No regular expression: this is asked for each argument of each call.
  return type.endsWith(">") ? type.slice(type.indexOf("<") + 1, -1) as NumericType : undefined;
}
