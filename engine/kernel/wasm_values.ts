import { elementType } from "../memory/type_code.ts";
import type { KernelArray, KernelParameter, KernelSignature, ParameterType } from "./kernel.ts";
import type { NumericType } from "./numeric_type.ts";

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

/** The type of a slice's elements; `undefined` for a number. */
export function sliceElement(type: ParameterType): NumericType | undefined {
  // No regular expression: this is asked for each argument of each call.
  return type.endsWith(">") ? type.slice(type.indexOf("<") + 1, -1) as NumericType : undefined;
}

function arrayOf(element: NumericType, value: unknown): KernelArray | undefined {
  if (typeof value !== "object" || value === null || !("byteOffset" in value && "typeCode" in value)) {
    return undefined;
  }
  const array = value as KernelArray;
  return elementType(array.typeCode) === elementType(element) ? array : undefined;
}

function numberOf({ type }: KernelParameter, value: unknown): number | bigint | undefined {
  if (type === "f32" || type === "f64") return typeof value === "number" ? value : undefined;
  const integer = INTEGERS[type as keyof typeof INTEGERS];
  return typeof value === typeof integer.least && Number(value) % 1 === 0 &&
      (value as number) >= integer.least &&
      (value as number) <= integer.most
    ? value as number | bigint
    : undefined;
}

/** What each integer type holds. */
const INTEGERS = {
  i8: { least: -(2 ** 7), most: 2 ** 7 - 1 },
  u8: { least: 0, most: 2 ** 8 - 1 },
  i16: { least: -(2 ** 15), most: 2 ** 15 - 1 },
  u16: { least: 0, most: 2 ** 16 - 1 },
  i32: { least: -(2 ** 31), most: 2 ** 31 - 1 },
  u32: { least: 0, most: 2 ** 32 - 1 },
  i64: { least: -(2n ** 63n), most: 2n ** 63n - 1n },
  u64: { least: 0n, most: 2n ** 64n - 1n },
} as const;

function wanted({ type }: KernelParameter): string {
  const element = sliceElement(type);
  if (element !== undefined) return `a SharedArray of "${element}" or a ${elementType(element).View.name}`;
  if (type === "f32" || type === "f64") return "a number";
  const { least, most } = INTEGERS[type as keyof typeof INTEGERS];
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
