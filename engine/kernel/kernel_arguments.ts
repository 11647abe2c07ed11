import { foreigner } from "../platform/copies.ts";
import { type KernelParameter, type KernelSignature, sliceElement } from "../wasm/kernel_sections.ts";
import { NUMBER_TYPES, numberType, type NumericType } from "../elements/element_types.ts";
import type { KernelArray } from "./kernel.ts";

/**
 * Checks a kernel's arguments and makes WebAssembly values of them: an array becomes the address of its first element, and
 * the number of its elements.
 *
 * @throws {TypeError} Naming the kernel, the parameter, what it takes and what it was given.
 */
export function toWasm(
  { name, kind, params }: KernelSignature,
  args: readonly unknown[],
): (number | bigint)[] {
  if (args.length !== params.length) {
    const range = kind === "range" || kind === "reducer" ? " with its range" : "";
    throw new TypeError(
      `Cannot call the kernel "${name}" as it takes ${params.length} arguments${range}: received ${args.length}`,
    );
  }
  const values: (number | bigint)[] = [];
  params.forEach((param, i) => {
    const element = sliceElement(param.type);
    const value = element === undefined ? numberOf(param, args[i]) : arrayOf(element, args[i]);
    if (value === undefined) {
      throw new TypeError(
        `Cannot call the kernel "${name}" as '${param.name}' must be ${wanted(param)}: received ${
          received(args[i])
        }`,
      );
    }
    if (typeof value === "object") values.push(value.byteOffset, value.length);
    else values.push(value);
  });
  return values;
}

/** Makes a JavaScript value of a WebAssembly one, which has neither small nor unsigned integers. */
export function fromWasm(type: NumericType, value: number | bigint): number | bigint {
  const { kind, bytes, isSigned } = NUMBER_TYPES[type];
  if (typeof value === "bigint") return isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
  if (kind === "float") return value;
  const unused = 32 - 8 * bytes;
  return isSigned ? value << unused >> unused : value << unused >>> unused;
}

function arrayOf(element: NumericType, value: unknown): KernelArray | undefined {
  if (typeof value !== "object" || value === null || !("byteOffset" in value && "typeCode" in value)) {
    return undefined;
  }
  if (foreigner(value) !== undefined) return undefined;
  const array = value as KernelArray;
  return numberType(array.typeCode) === numberType(element) ? array : undefined;
}

function numberOf({ type }: KernelParameter, value: unknown): number | bigint | undefined {
  const { kind } = NUMBER_TYPES[type as NumericType];
  const isOfKind = kind === "bigint" ? typeof value === "bigint" : typeof value === "number";
  if (!isOfKind) return undefined;
  const number = value as number | bigint;
  // An integer that the type does not hold is another one in it.
  return kind === "float" || fromWasm(type as NumericType, number) === number ? number : undefined;
}

function wanted({ type }: KernelParameter): string {
  const element = sliceElement(type);
  if (element !== undefined) return `a SharedArray of "${element}" or a ${numberType(element).View.name}`;
  const { kind, bytes, isSigned } = NUMBER_TYPES[type as NumericType];
  if (kind === "float") return "a number";
  const values = 1n << BigInt(8 * bytes);
  const least = isSigned ? -values / 2n : 0n;
  const most = least + values - 1n;
  return kind === "bigint" ? `a bigint from ${least}n to ${most}n` : `an integer from ${least} to ${most}`;
}

function received(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  const foreign = foreigner(value);
  if (foreign !== undefined) return foreign;
  const { typeCode } = value as Partial<KernelArray>;
  return typeCode ? `an array of "${typeCode}"` : `a ${value.constructor?.name ?? "null object"}`;
}
