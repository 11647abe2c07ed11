import {
  type KernelParameter,
  type KernelSignature,
  type ParameterType,
  sliceElement,
} from "../wasm/kernel_sections.ts";
import { numberType, type NumericType } from "../elements/element_types.ts";
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
  if (typeof value === "bigint") return type === "u64" ? BigInt.asUintN(64, value) : value;
  switch (type) {
    case "i8":
      return value << 24 >> 24;
    case "u8":
      return value & 0xff;
    case "i16":
      return value << 16 >> 16;
    case "u16":
      return value & 0xffff;
    case "u32":
      return value >>> 0;
    default:
      return value;
  }
}

function arrayOf(element: NumericType, value: unknown): KernelArray | undefined {
  if (typeof value !== "object" || value === null || !("byteOffset" in value && "typeCode" in value)) {
    return undefined;
  }
  const array = value as KernelArray;
  return numberType(array.typeCode) === numberType(element) ? array : undefined;
}

function numberOf({ type }: KernelParameter, value: unknown): number | bigint | undefined {
  if (type === "f32" || type === "f64") return typeof value === "number" ? value : undefined;
  const [least, most] = INTEGERS[type as keyof typeof INTEGERS];
  return typeof value === typeof least && Number(value) % 1 === 0 &&
      (value as number) >= least &&
      (value as number) <= most
    ? value as number | bigint
    : undefined;
}

/** The least and the greatest that each integer type holds. */
const INTEGERS = {
  i8: [-0x80, 0x7f],
  u8: [0, 0xff],
  i16: [-0x8000, 0x7fff],
  u16: [0, 0xffff],
  i32: [-0x80000000, 0x7fffffff],
  u32: [0, 0xffffffff],
  i64: [-0x8000000000000000n, 0x7fffffffffffffffn],
  u64: [0n, 0xffffffffffffffffn],
} as const;

function wanted({ type }: KernelParameter): string {
  const element = sliceElement(type);
  if (element !== undefined) return `a SharedArray of "${element}" or a ${numberType(element).View.name}`;
  if (type === "f32" || type === "f64") return "a number";
  const [least, most] = INTEGERS[type as keyof typeof INTEGERS];
  return typeof least === "bigint"
    ? `a bigint from ${least}n to ${most}n`
    : `an integer from ${least} to ${most}`;
}

function received(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  const { typeCode } = value as Partial<KernelArray>;
  return typeCode ? `an array of "${typeCode}"` : `a ${value.constructor?.name ?? "null object"}`;
}
