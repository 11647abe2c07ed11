import { elementType } from "../memory/type_code.ts";
import type { KernelArray, KernelParameter, KernelSignature, ParameterType } from "./kernel.ts";
import type { NumericType } from "./numeric_type.ts";

/**
 * Checks a kernel's arguments and makes WebAssembly values of them: an array becomes the address of its first element, and
 * the number of its elements.
 *
 * @throws {TypeError} Naming the kernel, the parameter, what it takes and what it was given.
 */
export function toWasm({ name, params }: KernelSignature, args: readonly unknown[]): (number | bigint)[] {
  if (args.length !== params.length) {
    throw new TypeError(
      `Cannot call the kernel "${name}" as it takes ${params.length} arguments: received ${args.length}`,
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
  return type.match(/^(?:Readonly)?Slice<(\w+)>$/)?.[1] as NumericType | undefined;
}

function arrayOf(element: NumericType, value: unknown): KernelArray | undefined {
  if (typeof value !== "object" || value === null || !("byteOffset" in value && "typeCode" in value)) {
    return undefined;
  }
  const array = value as KernelArray;
  return elementType(array.typeCode) === elementType(element) ? array : undefined;
}

function numberOf({ type }: KernelParameter, value: unknown): number | bigint | undefined {
  if (type === "i64" || type === "u64") return typeof value === "bigint" ? value : undefined;
  if (typeof value !== "number") return undefined;
  return type.startsWith("f") || Number.isInteger(value) ? value : undefined;
}

function wanted({ type }: KernelParameter): string {
  const element = sliceElement(type);
  if (element !== undefined) return `a shared array of ${element}`;
  return type === "i64" || type === "u64" ? "a bigint" : type.startsWith("f") ? "a number" : "an integer";
}

function received(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  const { typeCode } = value as Partial<KernelArray>;
  return typeCode ? `an array of "${typeCode}"` : `a ${value.constructor?.name ?? "null object"}`;
}
